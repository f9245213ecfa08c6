import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { sendReport } from "@/lib/reports/mutations"
import { reportParams as params } from "@/lib/reports/schema"

const send = route(
  {
    auth: "session",
    params,
    document: {
      summary: "Mail the newest period now",
      description: "To the recipients who have not had it, or whose letter failed or is unknown.",
      tag: "Reports",
      responses: { 202: { description: "It goes out within a minute." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await sendReport(scope, id)
    return reply(202)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: send })
