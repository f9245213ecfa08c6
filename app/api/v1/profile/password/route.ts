import { changePassword } from "@/lib/auth/profile"
import { passwordInput } from "@/lib/auth/profile-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const change = route(
  {
    auth: "session",
    body: passwordInput,
    limits: { maxBytes: 16 * 1024 },
    document: {
      summary: "Change one's own password",
      description: "Ends every session of the account, the one that asks too.",
      tag: "People",
      responses: { 204: { description: "Changed." } },
    },
  },
  async ({ scope, body }) => reply(204, await changePassword(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: change })
