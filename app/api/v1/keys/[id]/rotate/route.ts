import * as z from "zod"
import { createdKey, rotateInput } from "@/lib/auth/key-schema"
import { rotateKey } from "@/lib/auth/rotate-key"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const rotate = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "engineer"],
    params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
    body: rotateInput,
    document: {
      summary: "Rotate an API key",
      description:
        "Makes a key of the same name, scopes and source; the old one goes on for the overlap. The answer is the only place where the new key is ever shown.",
      tag: "Keys",
      responses: { 201: { description: "The new key.", body: createdKey } },
    },
  },
  async ({ scope, params: { id }, body }) => reply(201, await rotateKey(scope, id, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: rotate })
