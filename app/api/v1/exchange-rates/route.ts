import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"
import { exchangeRatesAnswer } from "@/lib/pricing/api-schema"
import { setExchangeRate } from "@/lib/pricing/mutations"
import { listExchangeRates } from "@/lib/pricing/queries"
import { exchangeRateSchema } from "@/lib/pricing/schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "Exchange rates you entered over the shipped ones",
        tag: "Prices",
        responses: { 200: { description: "Newest day first.", body: exchangeRatesAnswer } },
      },
    },
    async ({ scope }) => ({ rates: await listExchangeRates(scope) }),
  ),
  PUT: route(
    {
      auth: "session",
      roles: ["owner", "admin", "finance"],
      body: exchangeRateSchema,
      document: {
        summary: "Enter an exchange rate from a day on",
        description:
          "A call is converted at the newest rate at or before its day. Counted calls keep theirs.",
        tag: "Prices",
        responses: { 204: { description: "It holds from that day on." } },
      },
    },
    async ({ scope, body }) => {
      await setExchangeRate(scope, body)
      return reply(204)
    },
  ),
})
