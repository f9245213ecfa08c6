import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import * as cloudEvents from "@/app/api/v1/sources/cloudevents/route"
import * as langfuse from "@/app/api/v1/sources/langfuse/api/public/ingestion/route"
import * as liteLlm from "@/app/api/v1/sources/litellm/route"
import * as portkey from "@/app/api/v1/sources/portkey/route"
import * as webhook from "@/app/api/v1/sources/webhook/route"
import type { Seeded } from "@/lib/testing/access-row"
import { WAYS_IN } from "@/lib/testing/access-ways-in"
import { testDatabase } from "@/lib/testing/database"
import { FUZZ_INPUTS, mangled, mutated } from "@/lib/testing/mutate"
import { makeSender } from "@/lib/testing/sending"

await testDatabase()

const ROUTES = {
  "POST /api/v1/sources/litellm": liteLlm,
  "POST /api/v1/sources/portkey": portkey,
  "POST /api/v1/sources/cloudevents": cloudEvents,
  "POST /api/v1/sources/langfuse/api/public/ingestion": langfuse,
}

const EACH = Math.ceil(FUZZ_INPUTS / 40)

test.each(Object.entries(ROUTES))(
  "%s answers whatever it is sent, and never with a fault of its own",
  async (name, route) => {
    const to = await makeSender()
    const seed = WAYS_IN[name]?.body?.({} as Seeded)
    const bodies = [
      ...mangled([JSON.stringify(seed), JSON.stringify([seed, seed])], EACH),
      ...mutated([seed, [seed, 7]], EACH),
    ]
    for (const body of bodies) {
      const start = performance.now()
      const { status } = await to.post(route, body)
      expect(status, JSON.stringify(body)?.slice(0, 300)).toBeLessThan(500)
      expect(performance.now() - start).toBeLessThan(1_000)
    }
  },
  600_000,
)

test("a webhook that nobody signed is read no further", async () => {
  const headers = {
    "content-type": "application/json",
    "webhook-id": "m",
    "webhook-timestamp": "0",
    "webhook-signature": "v1,A",
  }
  for (const [i, body] of [...mangled(['{"type":"llm.usage.v1","data":[]}'], 50)].entries()) {
    const source = i % 2 ? "wh_0123456789abcdefghij" : `wh_${body.slice(0, 20)}`
    const url = `http://localhost:3000/api/v1/sources/webhook?source=${encodeURIComponent(source)}`
    const { status } = await webhook.POST(new Request(url, { method: "POST", headers, body }))
    expect([401, 422]).toContain(status)
  }
})
