import * as z from "zod"
import { revokeKey } from "@/lib/auth/api-key"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) })

const revoke = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "engineer"],
    params,
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

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: revoke })
