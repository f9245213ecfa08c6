import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { changeReport, deleteReport } from "@/lib/reports/mutations"
import { reportParams as params, reportChange } from "@/lib/reports/schema"

const change = route(
  {
    auth: "session",
    params,
    body: reportChange,
    document: {
      summary: "Change a report",
      description:
        "One's own, or any for owners and administrators. One that was paused goes on, as whoever changed it sees it.",
      tag: "Reports",
      responses: { 204: { description: "It is changed." } },
    },
  },
  async ({ scope, params: { id }, body }) => {
    await changeReport(scope, id, body)
    return reply(204)
  },
)

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

export const { GET, POST, PUT, PATCH, DELETE } = methods({ PATCH: change, DELETE: end })
