import { readiness, recentReadiness } from "@/lib/http/readiness"
import { reply } from "@/lib/http/reply"
import { route } from "@/lib/http/route"

export const GET = route(
  {
    auth: "none",
    document: {
      summary: "May this instance receive traffic?",
      tag: "Operations",
      responses: {
        200: { description: "Database, migrations and rollup worker are in order.", body: readiness },
        503: { description: "They are not.", body: readiness },
      },
    },
  },
  async () => {
    const found = await recentReadiness()
    return found.status === "ready" ? found : reply(503, found, { "retry-after": "5" })
  },
)
