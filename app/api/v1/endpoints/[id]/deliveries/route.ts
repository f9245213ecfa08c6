import { listDeliveries } from "@/lib/delivery/queries"
import { deliveriesAnswer, endpointParams as params } from "@/lib/delivery/schema"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "session",
    params,
    document: {
      summary: "List what was sent to an endpoint",
      description: "The newest hundred, each with every attempt. They are kept for 90 days.",
      tag: "Endpoints",
      responses: { 200: { description: "Newest first.", body: deliveriesAnswer } },
    },
  },
  async ({ scope, params: { id } }) => ({ deliveries: await listDeliveries(scope, id) }),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list })
