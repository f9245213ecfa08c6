import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { IMPORTERS } from "@/lib/imports/limits"
import { deleteBill } from "@/lib/imports/mutations"
import { getBill } from "@/lib/imports/queries"
import { billDetail, billParams } from "@/lib/imports/schema"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    params: billParams,
    document: {
      summary: "Read an imported bill",
      tag: "Reconcile",
      responses: { 200: { description: "The bill with its lines.", body: billDetail } },
    },
  },
  ({ scope, params: { id } }) => getBill(scope, id),
)

const remove = route(
  {
    auth: "either",
    keyScope: "admin",
    roles: IMPORTERS,
    params: billParams,
    document: {
      summary: "Delete an imported bill",
      tag: "Reconcile",
      responses: { 204: { description: "It is gone, and what it stood in place of counts again." } },
    },
  },
  async ({ scope, params: { id } }) => {
    await deleteBill(scope, id)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, DELETE: remove })
