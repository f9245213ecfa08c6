import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { deleteReport } from "@/lib/reports/mutations"
import { reportParams as params } from "@/lib/reports/schema"

const end = route(
  {
    auth: "session",
    params,
    document: {
      summary: "End a report",
      description: "One's own, or any for owners and administrators.",
      tag: "Reports",
      responses: { 204: { description: "It is not mailed any more." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await deleteReport(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ DELETE: end })
