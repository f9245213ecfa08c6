import { answeredLately } from "@/lib/budgets/answered"
import { answered } from "@/lib/budgets/answered-schema"
import { authorize } from "@/lib/budgets/authorize"
import { authorizeAnswer, authorizeInput } from "@/lib/budgets/authorize-schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "How it was answered in the last 24 hours",
        description: "Counts are some seconds late. Not for whoever is kept to teams.",
        tag: "Budgets",
        responses: { 200: { description: "Counts, times, and what is held now.", body: answered } },
      },
    },
    ({ scope }) => answeredLately(scope),
  ),
  POST: route(
    {
      auth: "key",
      keyScope: "authorize",
      body: authorizeInput,
      document: {
        summary: "May I spend?",
        description:
          "Asked before a call, with its dimensions and an estimate. What is allowed is reserved until an event carries the reservation or it expires. A call that gets no answer in time is the caller's to make or not: decide that in the caller.",
        tag: "Budgets",
        responses: {
          200: { description: "The decision, and every budget that applied.", body: authorizeAnswer },
        },
      },
    },
    ({ scope, body }) => authorize(scope, body),
  ),
})
