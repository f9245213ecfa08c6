import { changeAssumptions, readAssumptions } from "@/lib/decision/saved"
import { assumptionsInput, savedAssumptions } from "@/lib/decision/schema"
import { seenAssumptions } from "@/lib/decision/sight"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "What the organisation assumes of its routes",
      tag: "Decision",
      responses: { 200: { description: "Values that replace defaults.", body: savedAssumptions } },
    },
  },
  // No call stands beside them that would say which features the asker sees.
  async ({ scope }) => seenAssumptions(scope, await readAssumptions(scope), new Set()),
)

const change = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: ["owner", "admin", "finance"],
    body: assumptionsInput,
    document: {
      summary: "Set what the organisation assumes",
      description: "What is not named stays; an empty value goes back to the default.",
      tag: "Decision",
      responses: { 200: { description: "As it stands now.", body: savedAssumptions } },
    },
  },
  ({ scope, body }) => changeAssumptions(scope, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, PUT: change })
