import { reply } from "@/lib/http/reply"
import { route } from "@/lib/http/route"
import { IMPORT_LIMITS, IMPORTERS } from "@/lib/imports/limits"
import { mappingInput, mappingQuery } from "@/lib/imports/mapping-schema"
import { deleteMapping, saveMapping } from "@/lib/imports/mappings"
import { importBill } from "@/lib/imports/mutations"
import { bytesOf } from "@/lib/imports/payload"
import { importAnswer, importQuery } from "@/lib/imports/schema"

const ACCESS = { auth: "either", keyScope: "admin", roles: IMPORTERS } as const

export const addBill = route(
  {
    ...ACCESS,
    query: importQuery,
    payload: ["bytes"],
    limits: IMPORT_LIMITS,
    document: {
      summary: "Import a provider's bill",
      description:
        "The file is the body: costs and usage of OpenAI and Anthropic (the JSON their APIs answer with, or an array of its pages), activity of OpenRouter (JSON or CSV), FOCUS (CSV), or any CSV by a saved mapping. `dry_run=true` says what would be kept. The same file twice changes nothing; a newer bill of the same days counts in place of an older one.",
      tag: "Reconcile",
      responses: {
        200: { description: "A dry run, or the file is here already.", body: importAnswer },
        201: { description: "The bill is kept.", body: importAnswer },
      },
    },
  },
  async ({ scope, query, payload }) => {
    const answer = await importBill(scope, bytesOf(payload), query)
    return reply(answer.state === "known" || answer.dry_run ? 200 : 201, answer)
  },
)

export const putMapping = route(
  {
    ...ACCESS,
    body: mappingInput,
    document: {
      summary: "Save how a CSV is read",
      description:
        "Which column is what. A mapping of the same name is replaced; bills keep the one they were read by.",
      tag: "Reconcile",
      responses: { 204: { description: "It is saved." } },
    },
  },
  async ({ scope, body: { name, mapping } }) => {
    await saveMapping(scope, name, mapping)
    return reply(204)
  },
)

export const removeMapping = route(
  {
    ...ACCESS,
    query: mappingQuery,
    document: {
      summary: "Delete a saved mapping",
      tag: "Reconcile",
      responses: { 204: { description: "It is gone." } },
    },
  },
  async ({ scope, query: { name } }) => {
    await deleteMapping(scope, name)
    return reply(204)
  },
)
