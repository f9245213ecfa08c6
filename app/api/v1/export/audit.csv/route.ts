import { exportAudit } from "@/lib/auth/audit-csv"
import { auditExportQuery } from "@/lib/auth/audit-schema"
import { methods, route } from "@/lib/http/route"
import { streamCsv } from "@/lib/http/stream-csv"

const read = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin"],
    query: auditExportQuery,
    document: {
      summary: "The audit trail as CSV",
      description: "Every entry that matches, the newest first. The export itself stands in the trail.",
      tag: "Audit",
      responses: { 200: { description: "The file.", type: "text/csv" } },
    },
  },
  async ({ scope, query }) => streamCsv("audit.csv", await exportAudit(scope, query)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
