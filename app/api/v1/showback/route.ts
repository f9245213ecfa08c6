import { showbackAnswer, showbackQuery } from "@/lib/attribution/schema"
import { showback } from "@/lib/attribution/showback"
import { methods, route } from "@/lib/http/route"
import { namedRange } from "@/lib/spend/request"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: showbackQuery,
      document: {
        summary: "What each team bears",
        description:
          "Its own spend and its parts of what is shared, parted month by month, so that months add up to their quarter. Teams and what stays unallocated are all spend, to the last digit.",
        tag: "Attribution",
        responses: { 200: { description: "Largest total first.", body: showbackAnswer } },
      },
    },
    async ({ scope, query }) => showback(scope, await namedRange(scope, query)),
  ),
})
