import * as z from "zod"
import { revokeKey } from "@/lib/auth/api-key"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { keyWithTraffic } from "@/lib/sources/queries"
import { keyAnswer } from "@/lib/sources/schema"

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) })
const access = { auth: "either", keyScope: "admin", roles: ["owner", "admin", "engineer"], params } as const

const read = route(
  {
    ...access,
    document: {
      summary: "One API key and what came of it so far",
      tag: "Keys",
      responses: { 200: { description: "The key, never its secret.", body: keyAnswer } },
    },
  },
  ({ scope, params: { id } }) => keyWithTraffic(scope, id),
)

const revoke = route(
  {
    ...access,
    document: {
      summary: "Revoke an API key",
      description: "Every instance refuses the key within a second. It cannot be undone.",
      tag: "Keys",
      responses: { 204: { description: "The key is revoked." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await revokeKey(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, DELETE: revoke })
