import { spendCsvQuerySchema } from "@/lib/exports/schema"
import { spendCsv } from "@/lib/exports/spend-csv"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: spendCsvQuerySchema,
      document: {
        summary: "Spend as CSV: every group and the total",
        description:
          "Takes the parameters of a page's address. Lines that begin with # say what the table is of; the last one says how many rows it has, and is missing from a download that broke off. Text is safe to open in a spreadsheet.",
        tag: "Export",
        responses: { 200: { description: "The table, from one state of the ledger.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await spendCsv(scope, query)),
  ),
})
