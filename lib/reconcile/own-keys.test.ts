import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import { openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { send } from "@/lib/testing/decision-calls"
import { reconcile } from "./reconcile"
import { reconcileQuery } from "./schema"

await testDatabase()

const DAY = "2026-10-06"
const NOW = new Date("2026-11-20T12:00:00Z")

/** A call through OpenRouter: with a key of one's own OpenAI takes `upstream` and OpenRouter the fee `cost`. */
function call(at: number, cost: number, upstream: number | null) {
  const own = { is_byok: true, cost_details: { upstream_inference_cost: upstream } }
  const counts = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }
  return {
    ...{ id: `call-${at}`, time: `${DAY}T10:0${at}:00Z`, provider: "openai", model: "openai/gpt-4o" },
    route: "openrouter",
    response: {
      ...{ id: `gen-1763000012-Q7xZk3vT9mLp2W${at}`, object: "chat.completion", model: "openai/gpt-4o" },
      choices: [{ finish_reason: "stop" }],
      usage: { ...counts, cost, ...(upstream === null ? { is_byok: false } : own) },
    },
  }
}

test("a call by a key of one's own is on two bills: the provider's holds its usage, the gateway's the fee", async () => {
  const to = await makeTenant()
  const sent = [call(1, 0.000205, 0.0041), call(2, 0.0035, null), call(3, 0, 0.004)]
  await send(
    to,
    sent.map((each) => ({ ...each, usage: undefined })),
  )
  const bill = (text: string) => importBill(to.scope, Buffer.from(text), importQuery.parse({}))
  const activity = { date: DAY, model: "openai/gpt-4o", model_permaslug: "openai/gpt-4o-2024-08-06" }
  const ours = { usage: 0.003705, byok_usage_inference: 0.0081, requests: 3 }
  await bill(
    JSON.stringify({ data: [{ ...activity, ...ours, prompt_tokens: 3_000, completion_tokens: 300 }] }),
  )
  const asked = reconcileQuery.parse({ from: DAY, to: "2026-10-07" })
  const before = await reconcile(to.scope, asked, NOW)
  expect(before.without_bill).toMatchObject([{ provider: "openai", days: 1, ledger: "0.0081" }])

  const line = { day: DAY, model: "gpt-4o-2024-08-06", requests: 2, input: 2_000, cached: 0, output: 200 }
  await bill(openAiCosts([{ ...line, amount: "0.0081" }]))
  await bill(openAiUsage([{ ...line, amount: "0" }]))
  const { rows, total, without_bill } = await reconcile(to.scope, asked, NOW)
  expect(rows.map(({ provider, ledger, state, causes }) => ({ provider, ledger, state, causes }))).toEqual(
    expect.arrayContaining([
      { provider: "openrouter", ledger: "0.003705", state: "tied", causes: [] },
      { provider: "openai", ledger: "0.0081", state: "tied", causes: [] },
    ]),
  )
  expect(rows).toHaveLength(2)
  expect(total).toMatchObject({ bill: "0.011805", ledger: "0.011805", difference: "0" })
  expect(without_bill).toEqual([])
})
