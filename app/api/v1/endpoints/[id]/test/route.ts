import { testEndpoint } from "@/lib/delivery/by-hand"
import { deliverySummary, endpointParams as params } from "@/lib/delivery/schema"
import { methods, route } from "@/lib/http/route"

const test = route(
  {
    auth: "session",
    params,
    document: {
      summary: "Send a test to an endpoint",
      description: "Once, whether the endpoint is on or off. The answer comes within some 15 seconds.",
      tag: "Endpoints",
      responses: { 200: { description: "What became of it.", body: deliverySummary } },
    },
  },
  ({ scope, params: { id } }) => testEndpoint(scope, id),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: test })
