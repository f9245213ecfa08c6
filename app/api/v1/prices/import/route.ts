import { methods, route } from "@/lib/http/route"
import { priceImport, priceImportAnswer } from "@/lib/pricing/api-schema"
import { importPrices } from "@/lib/pricing/import-prices"

const add = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: priceImport,
    document: {
      summary: "Import prices of your own",
      description:
        "All lines of a previewed file, or none. Adds and ends; what the file does not name stays as it is.",
      tag: "Prices",
      responses: { 200: { description: "What was done, line by line.", body: priceImportAnswer } },
    },
  },
  async ({ scope, body: { csv, preview } }) => importPrices(scope, csv, preview),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: add })
