import { withdrawCredit } from "@/lib/credits/mutations"
import { creditParams as params } from "@/lib/credits/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const withdraw = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    params,
    document: {
      summary: "Withdraw a credit grant",
      description: "As if it had never been: what it paid counts as billed again.",
      tag: "Prices",
      responses: { 204: { description: "It pays nothing any more." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await withdrawCredit(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: withdraw })
