import { auditState } from "@/lib/auth/audit-schema"
import { getAuditState, verifyAudit } from "@/lib/auth/verify-audit"
import { methods, route } from "@/lib/http/route"

const PATIENCE_MS = 10_000
const access = { auth: "either", keyScope: "admin", roles: ["owner", "admin"] } as const
const responses = { 200: { description: "What is known of the trail.", body: auditState } }

const read = route(
  { ...access, document: { summary: "Whether the audit trail is whole", tag: "Audit", responses } },
  ({ scope }) => getAuditState(scope),
)

const verify = route(
  {
    ...access,
    document: {
      summary: "Check the audit trail",
      description: "Answers after 10 seconds at the latest; the worker goes on with what is left.",
      tag: "Audit",
      responses,
    },
  },
  async ({ scope }) => {
    await verifyAudit(scope.orgId, PATIENCE_MS)
    return getAuditState(scope)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, POST: verify })
