import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { unsubscribe } from "@/lib/reports/mutations"
import { unsubscribeQuery } from "@/lib/reports/schema"

// By whoever holds the letter, a mail program among them: the token is all that it takes, and all it can do.
const end = route(
  {
    auth: "none",
    query: unsubscribeQuery,
    document: {
      summary: "End the letters of a report to one address",
      description: "With the token of a letter, as RFC 8058 has mail programs do it.",
      tag: "Reports",
      responses: { 204: { description: "They have ended." } },
    },
  },
  async ({ query: { token } }) => {
    await unsubscribe(token)
    return reply(204)
  },
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ POST: end })
