import { withdrawInvitation } from "@/lib/auth/invite"
import { memberParams as params } from "@/lib/auth/member-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const withdraw = route(
  {
    auth: "session",
    roles: ["owner", "admin"],
    params,
    document: {
      summary: "Withdraw an invitation",
      tag: "People",
      responses: { 204: { description: "Its link opens nothing any more." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await withdrawInvitation(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: withdraw })
