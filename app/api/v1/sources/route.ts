import { methods, route } from "@/lib/http/route"
import { listSources } from "@/lib/sources/queries"
import { sourcesAnswer } from "@/lib/sources/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "List sources",
        tag: "Sources",
        responses: { 200: { description: "The source heard of last comes first.", body: sourcesAnswer } },
      },
    },
    async ({ scope }) => ({ sources: await listSources(scope) }),
  ),
})
