import * as z from "zod"
import { createKey, listKeys } from "@/lib/auth/api-key"
import { createdKey, keyInput, keySummary } from "@/lib/auth/key-schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "engineer"],
    document: {
      summary: "List API keys",
      tag: "Keys",
      responses: { 200: { description: "Newest first.", body: z.object({ keys: z.array(keySummary) }) } },
    },
  },
  async ({ scope }) => ({ keys: await listKeys(scope) }),
)

const create = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "engineer"],
    body: keyInput,
    document: {
      summary: "Create an API key",
      description: "The answer is the only place where the key itself is ever shown.",
      tag: "Keys",
      responses: { 201: { description: "The key.", body: createdKey } },
    },
  },
  async ({ scope, body }) => reply(201, await createKey(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
