import * as z from "zod"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { endPrice } from "@/lib/pricing/mutations"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route(
    {
      auth: "session",
      roles: ["owner", "admin", "finance"],
      params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
      query: z.object({
        day: z.iso.date().describe("The first local day of the organisation on which it no longer holds."),
      }),
      document: {
        summary: "End a price of your own",
        description: "Calls that are counted already keep the price they have.",
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
