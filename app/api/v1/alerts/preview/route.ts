import { CHANGERS } from "@/app/api/v1/alerts/rules/handlers"
import { replay } from "@/lib/alerts/replay"
import { preview, ruleInput } from "@/lib/alerts/rule-schema"
import { requireWholeSight } from "@/lib/auth/sight"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      ...CHANGERS,
      body: ruleInput,
      document: {
        summary: "Tell how often a rule would have alerted",
        description:
          "In the last 30 days, by what the ledger holds of them today. Nothing is kept and nobody is told.",
        tag: "Alerts",
        responses: { 200: { description: "When it would have.", body: preview } },
      },
    },
    ({ scope, body }) => {
      requireWholeSight(scope)
      return replay(scope, body)
    },
  ),
})
