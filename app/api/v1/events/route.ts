import { methods, route } from "@/lib/http/route"
import { receiveEvents, receiveOptions } from "@/lib/sources/receive"
import { eventAnswer, eventsAnswerSchema, eventsQuerySchema } from "@/lib/spend/api-schema"
import { listEvents } from "@/lib/spend/events"
import { rangeOfRequest } from "@/lib/spend/request"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(receiveOptions, receiveEvents),
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: eventsQuerySchema,
      document: {
        summary: "List events, newest first",
        tag: "Ask",
        responses: {
          200: { description: "One page; follow next_cursor for the next.", body: eventsAnswerSchema },
        },
      },
    },
    async ({ scope, query }) => {
      const range = await rangeOfRequest(scope, query)
      return eventAnswer(await listEvents(scope, { ...range, cursor: query.cursor, limit: query.limit }))
    },
  ),
})
