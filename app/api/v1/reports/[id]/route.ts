import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { changeReport, deleteReport } from "@/lib/reports/mutations"
import { reportParams as params, reportChange } from "@/lib/reports/schema"

const access = { auth: "session", params } as const

const change = route(
  {
    ...access,
    body: reportChange,
    document: {
      summary: "Change a report",
      description:
        "One's own, or any for owners and administrators; one that was paused goes on as its changer sees it.",
      tag: "Reports",
      responses: { 204: { description: "It is changed." } },
    },
  },
  async ({ scope, params: { id }, body }) => reply(204, await changeReport(scope, id, body)),
)

const end = route(
  {
    ...access,
    document: {
      summary: "End a report",
      description: "One's own, or any for owners and administrators.",
      tag: "Reports",
      responses: { 204: { description: "It is not mailed any more." } },
    },
  },
  async ({ scope, params: { id } }) => reply(204, await deleteReport(scope, id)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ PATCH: change, DELETE: end })
