import { giveName } from "@/lib/attribution/give-name"
import { listNames } from "@/lib/attribution/queries"
import { nameInput, namesAnswer } from "@/lib/attribution/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "The names that values were given",
      tag: "Attribution",
      responses: { 200: { description: "By dimension and name.", body: namesAnswer } },
    },
  },
  async ({ scope }) => ({ names: await listNames(scope) }),
)

const give = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: nameInput,
    document: {
      summary: "Rename a value of a dimension, or merge it with another",
      description:
        "At every time; what was sent stays as it was. Addresses and filters that say the old name go on working.",
      tag: "Attribution",
      responses: { 204: { description: "It is called so." } },
    },
  },
  async ({ scope, body }) => {
    await giveName(scope, body)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: give })
