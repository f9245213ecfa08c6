import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { applyRerate } from "@/lib/rerate/mutations"
import { rerateParams as params, rerateApply } from "@/lib/rerate/schema"

const apply = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    params,
    body: rerateApply,
    document: {
      summary: "Apply a previewed re-rate",
      description:
        "First goes over the calls again: where the figures are others than previewed, nothing moves and the re-rate is stale. Then takes each changed line back and puts it down at its new price, both kept.",
      tag: "Prices",
      responses: { 202: { description: "It is under way." } },
    },
  },
  async ({ scope, params: { id }, body: { reason } }) => {
    await applyRerate(scope, id, reason)
    return reply(202)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: apply })
