import { changeRule, endRule, readRule } from "@/app/api/v1/alerts/rules/handlers"
import { methods } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: readRule,
  PUT: changeRule,
  DELETE: endRule,
})
