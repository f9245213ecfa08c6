import { methods, route } from "@/lib/http/route"
import { trafficAnswer } from "@/lib/sources/schema"
import { listTraffic } from "@/lib/sources/traffic-queries"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "What came of what each source sent",
      description: "Counted by the hour of arrival. Null for members who see some teams alone.",
      tag: "Sources",
      responses: { 200: { description: "Each source that sent anything in 7 days.", body: trafficAnswer } },
    },
  },
  async ({ scope }) => ({ traffic: await listTraffic(scope) }),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list })
