import { CHANGERS } from "@/app/api/v1/alerts/rules/handlers"
import { endMute } from "@/lib/alerts/mutations"
import { alertParams } from "@/lib/alerts/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route(
    {
      ...CHANGERS,
      params: alertParams,
      document: {
        summary: "End a mute now",
        tag: "Alerts",
        responses: { 204: { description: "It tells again." } },
      },
    },
    async ({ scope, params: { id } }) => {
      await endMute(scope, id)
      return reply(204)
    },
  ),
})
