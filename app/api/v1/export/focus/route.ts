import { focusFile } from "@/lib/exports/focus"
import { focusQuerySchema } from "@/lib/exports/schema"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: focusQuerySchema,
      document: {
        summary: "Cost and usage in the columns of FOCUS, as CSV or Parquet",
        description:
          "A row per day of the organisation's zone, per meter (class of tokens or fee) and per combination of dimensions. The costs add up to the spend on screen to the last digit. Corrections have the ChargeClass Correction and their sign; usage without a known price has empty costs and x_Unpriced true. In Parquet, costs are DECIMAL(38, 12).",
        tag: "Export",
        responses: { 200: { description: "The rows, from one state of the ledger.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await focusFile(scope, query)),
  ),
})
