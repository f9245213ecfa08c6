import { signOutEverywhere } from "@/lib/auth/profile"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const end = route(
  {
    auth: "session",
    document: {
      summary: "Sign out everywhere",
      tag: "People",
      responses: { 204: { description: "No session of the account works any more." } },
    },
  },
  async ({ scope }) => reply(204, await signOutEverywhere(scope)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: end })
