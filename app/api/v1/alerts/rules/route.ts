import { listRules } from "@/lib/alerts/rule-queries"
import { rulesAnswer } from "@/lib/alerts/rule-schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "List alert rules",
        description: "By name, each with where it stands; of a member kept to teams, those of these teams.",
        tag: "Alerts",
        responses: { 200: { description: "The rules.", body: rulesAnswer } },
      },
    },
    async ({ scope }) => ({ rules: await listRules(scope) }),
  ),
})
