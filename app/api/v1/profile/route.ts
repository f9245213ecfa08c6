import { getProfile, renameSelf } from "@/lib/auth/profile"
import { profileAnswer, profileInput } from "@/lib/auth/profile-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "session",
    document: {
      summary: "Whoever is signed in",
      tag: "People",
      responses: { 200: { description: "The profile.", body: profileAnswer } },
    },
  },
  ({ scope }) => getProfile(scope),
)

const rename = route(
  {
    auth: "session",
    body: profileInput,
    document: {
      summary: "Change one's own name",
      tag: "People",
      responses: { 204: { description: "Changed." } },
    },
  },
  async ({ scope, body }) => reply(204, await renameSelf(scope, body.name)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, PATCH: rename })
