import * as z from "zod"
import { route } from "@/lib/http/route"
import { changeSource } from "@/lib/sources/mutations"
import { getSource, listRefusals } from "@/lib/sources/queries"
import { sourceParams as params, sourceAnswer, sourceChange, sourceSummary } from "@/lib/sources/schema"

export const readSource = route(
  {
    auth: "either",
    keyScope: "read",
    params,
    document: {
      summary: "One source with what was refused of it",
      tag: "Sources",
      responses: { 200: { description: "The source.", body: sourceAnswer } },
    },
  },
  async ({ scope, params: { id } }) => ({
    source: await getSource(scope, id),
    refusals: await listRefusals(scope, id),
  }),
)

export const patchSource = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin"],
    params,
    body: sourceChange,
    document: {
      summary: "Rename a source, or say whether it bills",
      description: "What is left out stays. Calls that are stored keep the amounts that were billed then.",
      tag: "Sources",
      responses: {
        200: { description: "The source as it is now.", body: z.object({ source: sourceSummary }) },
      },
    },
  },
  async ({ scope, params: { id }, body }) => {
    await changeSource(scope, id, body)
    return { source: await getSource(scope, id) }
  },
)
