import { auditAnswer, auditQuery } from "@/lib/auth/audit-schema"
import { listAudit } from "@/lib/auth/audit-trail"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin"],
    query: auditQuery,
    document: {
      summary: "The audit trail",
      description: "Who changed what: entries are added and never changed, each hashed with the one before.",
      tag: "Audit",
      responses: { 200: { description: "Newest first.", body: auditAnswer } },
    },
  },
  ({ scope, query }) => listAudit(scope, query),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list })
