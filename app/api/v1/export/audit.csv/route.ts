import { auditExportQuery } from "@/lib/auth/audit-schema"
import { auditCsv } from "@/lib/exports/audit-csv"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

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
  async ({ scope, query, request }) => download(scope, request, await auditCsv(scope, query)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
