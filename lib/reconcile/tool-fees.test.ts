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
const MODEL = "gpt-4o"
const asked = reconcileQuery.parse({ from: DAY, to: "2026-10-08" })

function searched(time: string, web_search_requests: number) {
  const usage = { input_uncached: 10_000, output: 500, counts: { web_search_requests } }
  return { id: time, time, provider: "openai", model: MODEL, usage }
}

const line = { day: DAY, model: `${MODEL}-2024-08-06`, cached: 0 }

test.each([
  ["as many searches", "0.03", []],
  ["a search more", "0.04", ["fee"]],
])(
  "searches that the bill names beside the models are held against those of the calls: %s",
  async (_, amount, codes) => {
    // The second call is of the next day in Berlin: its searches are as well.
    const tenant = await makeTenant({ zone: "Europe/Berlin" })
    await send(tenant, [searched(`${DAY}T10:00:00Z`, 2), searched(`${DAY}T22:30:00Z`, 1)])
    const bill = (text: string) => importBill(tenant.scope, Buffer.from(text), importQuery.parse({}))
    const counts = { requests: 2, input: 20_000, output: 1_000 }
    await bill(
      openAiCosts(
        [{ ...line, ...counts, amount: "0.06" }],
        [{ day: DAY, item: "web search tool calls", amount }],
      ),
    )
    await bill(openAiUsage([{ ...line, ...counts, amount: "0" }]))
    const { rows, tied_out } = await reconcile(tenant.scope, asked, NOW)
    const told = rows
      .filter(({ day }) => day === DAY)
      .map(({ model, causes }) => ({ model, codes: causes.map(({ code }) => code) }))
    expect(told).toEqual(
      expect.arrayContaining([
        { model: MODEL, codes: ["time_zone"] },
        { model: null, codes: [...codes, "time_zone"] },
      ]),
    )
    expect(tied_out.tied_share).toBe("1.0000")
    for (const { difference, parts } of rows) {
      const sum = Object.values(parts).reduce((total, part) => total + Math.round(Number(part) * 1e12), 0)
      expect(sum).toBe(Math.round(Number(difference) * 1e12))
    }
  },
)

test("a bill that holds searches in the model's amount is compared with calls and searches together", async () => {
  const tenant = await makeTenant()
  await send(tenant, [searched(`${DAY}T10:00:00Z`, 2)])
  const counts = { requests: 1, input: 10_000, output: 500 }
  const bill = (text: string) => importBill(tenant.scope, Buffer.from(text), importQuery.parse({}))
  await bill(openAiCosts([{ ...line, ...counts, amount: "0.05" }]))
  await bill(openAiUsage([{ ...line, ...counts, amount: "0" }]))
  const { rows } = await reconcile(tenant.scope, asked, NOW)
  expect(rows).toMatchObject([{ model: MODEL, state: "tied", causes: [] }])
})
