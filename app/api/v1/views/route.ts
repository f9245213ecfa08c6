import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { createView } from "@/lib/views/mutations"
import { listViews } from "@/lib/views/queries"
import { savedView, viewInput, viewsAnswer } from "@/lib/views/schema"

const list = route(
  {
    auth: "session",
    document: {
      summary: "List saved views",
      description: "Those of the person who asks and those shared with them, by name.",
      tag: "Views",
      responses: { 200: { description: "The views.", body: viewsAnswer } },
    },
  },
  async ({ scope }) => ({ views: await listViews(scope) }),
)

const create = route(
  {
    auth: "session",
    body: viewInput,
    document: {
      summary: "Save a view",
      description: "Viewers save for themselves; every other role may share.",
      tag: "Views",
      responses: { 201: { description: "The view.", body: savedView } },
    },
  },
  async ({ scope, body }) => reply(201, await createView(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: create })
