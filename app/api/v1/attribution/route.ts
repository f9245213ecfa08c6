import { changeRules } from "@/lib/attribution/change-rules"
import { getRules } from "@/lib/attribution/queries"
import { rulesAnswer, rulesChanged, rulesInput } from "@/lib/attribution/schema"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "The attribution rules, in their order",
      tag: "Attribution",
      responses: { 200: { description: "The list and its version.", body: rulesAnswer } },
    },
  },
  ({ scope }) => getRules(scope),
)

const change = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: rulesInput,
    document: {
      summary: "Put a list of attribution rules in force",
      description:
        "For everything that was ever sent and all that comes. Events are not rewritten: each keeps what was sent, and an empty list gives it back.",
      tag: "Attribution",
      responses: { 200: { description: "The new version.", body: rulesChanged } },
    },
  },
  ({ scope, body }) => changeRules(scope, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, PUT: change })
