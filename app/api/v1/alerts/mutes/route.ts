import { CHANGERS } from "@/app/api/v1/alerts/rules/handlers"
import { addMute } from "@/lib/alerts/mutations"
import { listMutes } from "@/lib/alerts/queries"
import { mute, muteInput, mutesAnswer } from "@/lib/alerts/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "List what is muted",
        tag: "Alerts",
        responses: { 200: { description: "The mutes, the longest first.", body: mutesAnswer } },
      },
    },
    async ({ scope }) => ({ mutes: await listMutes(scope) }),
  ),
  POST: route(
    {
      ...CHANGERS,
      body: muteInput,
      document: {
        summary: "Mute a budget or a rule",
        description: "It tells nobody until then. What happens meanwhile is recorded all the same.",
        tag: "Alerts",
        responses: { 201: { description: "It is muted.", body: mute } },
      },
    },
    async ({ scope, body }) => reply(201, await addMute(scope, body)),
  ),
})
