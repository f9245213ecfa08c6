import { methods, route } from "@/lib/http/route"
import { exportPrices } from "@/lib/pricing/import-prices"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "Prices of your own as CSV",
      description:
        "In force, past and to come. Rates are per million tokens, days are the organisation's. The import reads it back.",
      tag: "Prices",
      responses: { 200: { description: "The file, safe to open in a spreadsheet.", type: "text/csv" } },
    },
  },
  async ({ scope }) =>
    new Response(`\uFEFF${await exportPrices(scope)}`, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="prices.csv"',
      },
    }),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
