import { changePools } from "@/lib/attribution/change-pools"
import { getPools } from "@/lib/attribution/queries"
import { poolsAnswer, poolsChanged, poolsInput } from "@/lib/attribution/schema"
import { methods, route } from "@/lib/http/route"

const read = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "The costs that teams share, in their order",
      tag: "Attribution",
      responses: { 200: { description: "The list and its version.", body: poolsAnswer } },
    },
  },
  ({ scope }) => getPools(scope),
)

const change = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: poolsInput,
    document: {
      summary: "Put a list of shared costs in force",
      description: "For all months. What teams spent themselves stays what it was.",
      tag: "Attribution",
      responses: { 200: { description: "The new version.", body: poolsChanged } },
    },
  },
  ({ scope, body }) => changePools(scope, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, PUT: change })
