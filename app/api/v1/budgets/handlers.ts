import { deleteBudget, putBudget } from "@/lib/budgets/mutations"
import { getBudget } from "@/lib/budgets/queries"
import { budget, budgetInput, budgetParams } from "@/lib/budgets/schema"
import { reply } from "@/lib/http/reply"
import { route } from "@/lib/http/route"

/** Who changes budgets. */
export const CHANGERS = {
  auth: "either",
  keyScope: "admin",
  roles: ["owner", "admin", "finance"],
} as const

export const readBudget = route(
  {
    auth: "either",
    keyScope: "read",
    params: budgetParams,
    document: {
      summary: "Read a budget",
      tag: "Budgets",
      responses: { 200: { description: "As it stands.", body: budget } },
    },
  },
  ({ scope, params: { slug } }) => getBudget(scope, slug),
)

export const changeBudget = route(
  {
    ...CHANGERS,
    params: budgetParams,
    body: budgetInput,
    document: {
      summary: "Make a budget what the body says",
      description: "Sent again, the same body changes nothing and leaves no entry in the audit trail.",
      tag: "Budgets",
      responses: {
        200: { description: "It stands as the body says.", body: budget },
        201: { description: "It is new.", body: budget },
      },
    },
  },
  async ({ scope, params: { slug }, body }) => {
    const { budget, outcome } = await putBudget(scope, slug, body)
    return reply(outcome === "created" ? 201 : 200, budget)
  },
)

export const endBudget = route(
  {
    ...CHANGERS,
    params: budgetParams,
    document: {
      summary: "Delete a budget",
      tag: "Budgets",
      responses: { 204: { description: "It is gone, with its increases." } },
    },
  },
  async ({ scope, params: { slug } }) => {
    await deleteBudget(scope, slug)
    return reply(204)
  },
)
