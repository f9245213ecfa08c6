import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { stopRerate } from "@/lib/rerate/mutations"
import { getRerate } from "@/lib/rerate/queries"
import { rerateParams as params, rerateDetail } from "@/lib/rerate/schema"

const get = route(
  {
    auth: "either",
    keyScope: "read",
    params,
    document: {
      summary: "A re-rate with its figures by model, team and month",
      tag: "Prices",
      responses: { 200: { description: "What would move, or what was moved.", body: rerateDetail } },
    },
  },
  async ({ scope, params: { id } }) => getRerate(scope, id),
)

const stop = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    params,
    document: {
      summary: "Stop a re-rate",
      description: "What it has written stands; the rest of its calls keep the price they have.",
      tag: "Prices",
      responses: { 204: { description: "It goes no further." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await stopRerate(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: get, DELETE: stop })
