import { auditEntry, auditParams } from "@/lib/auth/audit-schema"
import { getAuditEntry } from "@/lib/auth/audit-trail"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin"],
    params: auditParams,
    document: {
      summary: "One entry of the audit trail",
      tag: "Audit",
      responses: { 200: { description: "The entry.", body: auditEntry } },
    },
  },
  ({ scope, params: { id } }) => getAuditEntry(scope, id),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
