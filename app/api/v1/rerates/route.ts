import * as z from "zod"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { previewRerate } from "@/lib/rerate/mutations"
import { listRerates } from "@/lib/rerate/queries"
import { rerateInput, rerateList } from "@/lib/rerate/schema"

const list = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "List re-rates and their previews",
      tag: "Prices",
      responses: { 200: { description: "Newest first, at most 100.", body: rerateList } },
    },
  },
  async ({ scope }) => ({ rerates: await listRerates(scope) }),
)

const preview = route(
  {
    auth: "session",
    roles: ["owner", "admin", "finance"],
    body: rerateInput,
    document: {
      summary: "Preview a re-rate",
      description:
        "Prices the calls of a range again, each at its own instant by the price book as it is, and moves nothing. The figures stand under the id within seconds to minutes.",
      tag: "Prices",
      responses: { 202: { description: "The dry run's id.", body: z.object({ id: z.int() }) } },
    },
  },
  async ({ scope, body }) => reply(202, await previewRerate(scope, body)),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: list, POST: preview })
