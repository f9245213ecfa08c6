import { putMapping, removeMapping } from "@/app/api/v1/imports/handlers"
import { methods, route } from "@/lib/http/route"
import { mappingsAnswer } from "@/lib/imports/mapping-schema"
import { listMappings } from "@/lib/imports/mappings"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "List saved mappings of bills",
      tag: "Reconcile",
      responses: { 200: { description: "By name.", body: mappingsAnswer } },
    },
  },
  async ({ scope }) => ({ mappings: await listMappings(scope) }),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: list,
  PUT: putMapping,
  DELETE: removeMapping,
})
