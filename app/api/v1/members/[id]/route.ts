import { changeMember, removeMember } from "@/lib/auth/change-member"
import { memberInput, memberParams as params } from "@/lib/auth/member-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const access = { auth: "session", roles: ["owner", "admin"], params } as const

const change = route(
  {
    ...access,
    body: memberInput,
    document: {
      summary: "Change a member's role and teams",
      description: "Ends the member's sessions at once. The last owner stays an owner.",
      tag: "People",
      responses: { 204: { description: "Changed." } },
    },
  },
  async ({ scope, params: { id }, body }) => reply(204, await changeMember(scope, id, body)),
)

const remove = route(
  {
    ...access,
    document: {
      summary: "Remove a member",
      description: "Ends the member's sessions at once. Their keys go on sending and read no more.",
      tag: "People",
      responses: { 204: { description: "Removed." } },
    },
  },
  async ({ scope, params: { id } }) => reply(204, await removeMember(scope, id)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ PATCH: change, DELETE: remove })
