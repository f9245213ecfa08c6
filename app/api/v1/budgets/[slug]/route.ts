import { changeBudget, endBudget, readBudget } from "@/app/api/v1/budgets/handlers"
import { methods } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: readBudget,
  PUT: changeBudget,
  DELETE: endBudget,
})
