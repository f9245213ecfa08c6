import { methods, route } from "@/lib/http/route"
import { priceImportAnswer, priceImportPreview } from "@/lib/pricing/api-schema"
import { previewImport } from "@/lib/pricing/import-prices"

const preview = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: priceImportPreview,
    document: {
      summary: "Preview an import of prices",
      description: "Says of each line what it would add or end, or what is wrong with it. Nothing changes.",
      tag: "Prices",
      responses: { 200: { description: "What would be done, line by line.", body: priceImportAnswer } },
    },
  },
  async ({ scope, body: { csv } }) => previewImport(scope, csv),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: preview })
