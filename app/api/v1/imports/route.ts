import { methods, route } from "@/lib/http/route"
import { listBills } from "@/lib/imports/queries"
import { billsAnswer, billsQuery } from "@/lib/imports/schema"
import { addBill } from "./handlers"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    query: billsQuery,
    document: {
      summary: "List imported bills",
      tag: "Reconcile",
      responses: { 200: { description: "The newest first.", body: billsAnswer } },
    },
  },
  ({ scope, query: { limit } }) => listBills(scope, limit),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: addBill })
