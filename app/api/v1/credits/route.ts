import * as z from "zod"
import { grantCredit } from "@/lib/credits/mutations"
import { listCredits } from "@/lib/credits/queries"
import { creditInput, creditList } from "@/lib/credits/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "List credit grants with what they have paid",
      tag: "Prices",
      responses: { 200: { description: "Newest first.", body: creditList } },
    },
  },
  async ({ scope }) => ({ credits: await listCredits(scope) }),
)

const grant = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: creditInput,
    document: {
      summary: "Enter a credit grant",
      description:
        "Credits reduce what is billed, never the list cost: in the order of the calls' times, the grant that expires first before others. Calls that arrive late or are corrected are taken into account.",
      tag: "Prices",
      responses: { 201: { description: "The grant's id.", body: z.object({ id: z.int() }) } },
    },
  },
  async ({ scope, body }) => reply(201, await grantCredit(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: grant })
