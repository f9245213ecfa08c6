import { redeliver } from "@/lib/delivery/by-hand"
import { deliveryParams as params } from "@/lib/delivery/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const send = route(
  {
    auth: "session",
    params,
    document: {
      summary: "Send a message again",
      description: "Now, and for as long as a new one, under the id that it had.",
      tag: "Endpoints",
      responses: { 202: { description: "It is on its way." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await redeliver(scope, id)
    return reply(202)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: send })
