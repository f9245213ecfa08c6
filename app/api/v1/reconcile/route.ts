import { methods, route } from "@/lib/http/route"
import { reconcile } from "@/lib/reconcile/reconcile"
import { reconcileAnswer, reconcileQuery } from "@/lib/reconcile/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: reconcileQuery,
      document: {
        summary: "Compare bills with the ledger",
        description:
          "By closed day, provider and model: the bill, the ledger, and the difference split into missing events, tokens, price, fees and credits, timing and rounding. The parts sum to the difference to the last digit.",
        tag: "Reconcile",
        responses: { 200: { description: "What differs, and how much ties out.", body: reconcileAnswer } },
      },
    },
    ({ scope, query }) => reconcile(scope, query),
  ),
})
