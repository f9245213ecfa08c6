import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { changeView, deleteView } from "@/lib/views/mutations"
import { savedView, viewChange, viewParams } from "@/lib/views/schema"

const change = route(
  {
    auth: "session",
    params: viewParams,
    body: viewChange,
    document: {
      summary: "Change a saved view",
      description: "Its owner, owners and administrators change it; whoever sees it may make it their home.",
      tag: "Views",
      responses: { 200: { description: "The view as it is now.", body: savedView } },
    },
  },
  ({ scope, params: { id }, body }) => changeView(scope, id, body),
)

const remove = route(
  {
    auth: "session",
    params: viewParams,
    document: {
      summary: "Delete a saved view",
      tag: "Views",
      responses: { 204: { description: "The view is gone." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await deleteView(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ PATCH: change, DELETE: remove })
