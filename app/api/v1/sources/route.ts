import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { createSource } from "@/lib/sources/mutations"
import { listSources } from "@/lib/sources/queries"
import { createdSource, sourceInput, sourcesAnswer } from "@/lib/sources/schema"

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
  POST: route(
    {
      auth: "either",
      keyScope: "admin",
      roles: ["owner", "admin", "engineer"],
      body: sourceInput,
      document: {
        summary: "Create a source",
        description: "The answer is the only place where its key or its secret is ever shown.",
        tag: "Sources",
        responses: { 201: { description: "The source and what it sends with.", body: createdSource } },
      },
    },
    async ({ scope, body }) => reply(201, await createSource(scope, body)),
  ),
})
