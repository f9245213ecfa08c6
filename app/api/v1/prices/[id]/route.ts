import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { endQuery, priceParams } from "@/lib/pricing/api-schema"
import { endPrice } from "@/lib/pricing/mutations"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route(
    {
      auth: "session",
      roles: ["owner", "admin", "finance"],
      params: priceParams,
      query: endQuery,
      document: {
        summary: "End a price of your own",
        description: "Calls that are counted already keep the price they have, until they are re-rated.",
        tag: "Prices",
        responses: { 204: { description: "It ends with the day before." } },
      },
    },
    async ({ scope, params, query }) => {
      await endPrice(scope, params.id, query.day)
      return reply(204)
    },
  ),
})
