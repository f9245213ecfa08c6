import { takeNameBack } from "@/lib/attribution/give-name"
import { nameParams as params } from "@/lib/attribution/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const takeBack = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    params,
    document: {
      summary: "Take a name back",
      description: "The value is called what it was sent as, at every time.",
      tag: "Attribution",
      responses: { 204: { description: "It is called what it was." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await takeNameBack(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: takeBack })
