import { decision } from "@/lib/decision/queries"
import { decisionAnswer, decisionQuery } from "@/lib/decision/schema"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    query: decisionQuery,
    document: {
      summary: "Gateway or direct, from the organisation's own traffic",
      description:
        "Every call of the window is priced anew on each route at its own instant; fees, failures and engineering come on top. Amounts are by the month of 30 days.",
      tag: "Decision",
      responses: { 200: { description: "The answer and all it rests on.", body: decisionAnswer } },
    },
  },
  ({ scope, query }) => decision(scope, query),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read })
