import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { sendReport } from "@/lib/reports/mutations"
import { reportParams as params, sendQuery } from "@/lib/reports/schema"

const send = route(
  {
    auth: "session",
    params,
    query: sendQuery,
    document: {
      summary: "Mail the newest period now",
      description:
        "To the recipients who have not had it, or whose letter failed or is unknown; or to the asker.",
      tag: "Reports",
      responses: { 202: { description: "It goes out within a minute." } },
    },
  },
  async ({ scope, params: { id }, query: { to } }) => {
    await sendReport(scope, id, to)
    return reply(202)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: send })
