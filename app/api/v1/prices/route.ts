import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { addedPrice, priceSearchAnswer, priceSearchQuery } from "@/lib/pricing/api-schema"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { searchPrices } from "@/lib/pricing/queries"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    query: priceSearchQuery,
    document: {
      summary: "The price book: own prices, and the rows that a search finds",
      tag: "Prices",
      responses: { 200: { description: "Rates are per token or piece, exact.", body: priceSearchAnswer } },
    },
  },
  async ({ scope, query }) => searchPrices(scope, query, new Date()),
)

const add = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: priceInput,
    document: {
      summary: "Add a price of your own",
      description:
        "Holds over the list from the day named on. Calls that have a price keep it until they are re-rated; those without get this one within seconds.",
      tag: "Prices",
      responses: { 201: { description: "The price.", body: addedPrice } },
    },
  },
  async ({ scope, body }) => reply(201, await addPrice(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: add })
