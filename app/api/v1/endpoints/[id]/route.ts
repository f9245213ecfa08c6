import { changeEndpoint, deleteEndpoint } from "@/lib/delivery/mutations"
import { endpointChange, endpointParams as params } from "@/lib/delivery/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const change = route(
  {
    auth: "session",
    params,
    body: endpointChange,
    document: {
      summary: "Change an endpoint, or switch it on or off",
      description: "What is left out stays. Switched on, it begins anew: earlier failures do not count.",
      tag: "Endpoints",
      responses: { 204: { description: "It is changed." } },
    },
  },
  async ({ scope, params: { id }, body }) => reply(204, await changeEndpoint(scope, id, body)),
)

const end = route(
  {
    auth: "session",
    params,
    document: {
      summary: "Delete an endpoint",
      description: "With what was sent to it. What is under way may still arrive.",
      tag: "Endpoints",
      responses: { 204: { description: "It is gone." } },
    },
  },
  async ({ scope, params: { id } }) => reply(204, await deleteEndpoint(scope, id)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ PATCH: change, DELETE: end })
