import { deleteRule, putRule } from "@/lib/alerts/rule-mutations"
import { getRule } from "@/lib/alerts/rule-queries"
import { rule, ruleInput, ruleParams } from "@/lib/alerts/rule-schema"
import { reply } from "@/lib/http/reply"
import { route } from "@/lib/http/route"

/** Who changes rules. */
export const CHANGERS = {
  auth: "either",
  keyScope: "admin",
  roles: ["owner", "admin", "finance"],
} as const

export const readRule = route(
  {
    auth: "either",
    keyScope: "read",
    params: ruleParams,
    document: {
      summary: "Read an alert rule",
      tag: "Alerts",
      responses: { 200: { description: "As it stands.", body: rule } },
    },
  },
  ({ scope, params: { slug } }) => getRule(scope, slug),
)

export const changeRule = route(
  {
    ...CHANGERS,
    params: ruleParams,
    body: ruleInput,
    document: {
      summary: "Make an alert rule what the body says",
      description: "Sent again, the same body changes nothing and leaves no entry in the audit trail.",
      tag: "Alerts",
      responses: {
        200: { description: "It stands as the body says.", body: rule },
        201: { description: "It is new.", body: rule },
      },
    },
  },
  async ({ scope, params: { slug }, body }) => {
    const { rule, outcome } = await putRule(scope, slug, body)
    return reply(outcome === "created" ? 201 : 200, rule)
  },
)

export const endRule = route(
  {
    ...CHANGERS,
    params: ruleParams,
    document: {
      summary: "Delete an alert rule",
      tag: "Alerts",
      responses: { 204: { description: "It is gone; what it alerted of stays in the history." } },
    },
  },
  async ({ scope, params: { slug } }) => {
    await deleteRule(scope, slug)
    return reply(204)
  },
)
