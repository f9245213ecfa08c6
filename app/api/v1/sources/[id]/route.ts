import { methods, route } from "@/lib/http/route"
import { getSource, listRefusals } from "@/lib/sources/queries"
import { sourceAnswer, sourceParams } from "@/lib/sources/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: sourceParams,
      document: {
        summary: "One source with what was refused of it",
        tag: "Sources",
        responses: { 200: { description: "The source.", body: sourceAnswer } },
      },
    },
    async ({ scope, params }) => ({
      source: await getSource(scope, params.id),
      refusals: await listRefusals(scope, params.id),
    }),
  ),
})
