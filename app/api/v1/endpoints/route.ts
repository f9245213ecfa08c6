import { createEndpoint } from "@/lib/delivery/mutations"
import { listEndpoints } from "@/lib/delivery/queries"
import { createdEndpoint, endpointInput, endpointsAnswer } from "@/lib/delivery/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "session",
    document: {
      summary: "List where alerts can go",
      description: "For owners, administrators and finance. What is secret of an address is not shown.",
      tag: "Endpoints",
      responses: { 200: { description: "By name.", body: endpointsAnswer } },
    },
  },
  ({ scope }) => listEndpoints(scope),
)

const create = route(
  {
    auth: "session",
    body: endpointInput,
    document: {
      summary: "Add an endpoint",
      description:
        "Slack and Teams by their webhook, an e-mail address, PagerDuty by its integration key, or a webhook of one's own, signed after Standard Webhooks.",
      tag: "Endpoints",
      responses: {
        201: { description: "Its id, and a webhook's secret, this once.", body: createdEndpoint },
      },
    },
  },
  async ({ scope, body }) => reply(201, await createEndpoint(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
