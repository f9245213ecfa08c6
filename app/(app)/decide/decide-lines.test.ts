import { expect, test } from "vitest"
import { decision } from "@/lib/decision/queries"
import { decisionQuery } from "@/lib/decision/schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { failuresWords, toDecisionPage } from "./decide-lines"

await testDatabase()

test("failures that nobody gave a value are not set, and cost what their tokens do", () => {
  expect(failuresWords("$0.00", "0", 40)).toBe("not set")
  expect(failuresWords("$1.20", "1.2", 40)).toBe("$1.20")
  expect(failuresWords("$0.00", "0", 0)).toBe("$0.00")
})

const cents = (text: string) => Math.round(Number(text.replace(/[^0-9.]/g, "")) * 100)
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)

/** Numbers that look drawn and are the same in every run. */
function draws(seed: number) {
  let state = seed
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

const FAMILIES = [
  ["anthropic", "claude-sonnet-5"],
  ["openai", "gpt-5.6-sol"],
  ["deepseek", "deepseek-v4-pro"],
  ["glm", "glm-5.2"],
  ["qwen", "qwen3-max"],
] as const

test("what is printed of the chosen routes adds up, by column, by row and in all", async () => {
  const tenant = await makeTenant()
  const next = draws(7)
  await send(
    tenant,
    FAMILIES.flatMap(([provider, model]) =>
      calls(110, { provider, model }).map((call) => ({
        ...call,
        usage: { input_uncached: 1_000 + next(9_000), output: next(900) },
      })),
    ),
  )
  for (let round = 0; round < 8; round += 1) {
    const hours = [`direct_hours:0.${next(900) + 10}`, `gateway_hours:0.${next(900) + 10}`]
    const query = decisionQuery.parse({ assume: [...hours, `hourly_rate:${next(90)}.${next(90) + 10}`] })
    const answer = await decision(tenant.scope, query, TEST_NOW)
    const { scopes, parts, mixes } = toDecisionPage(answer, query, "Test")
    const columns = scopes.columns.map((_, at) =>
      sum([
        ...scopes.lines.flatMap(({ cells }) => (cells[at]?.isChosen ? cents(cells[at].text) : [])),
        ...scopes.upkeep.flatMap(({ column, isPaid, amount }) =>
          isPaid && column === at ? cents(amount) : [],
        ),
      ]),
    )
    expect(scopes.total.cells.map(cents)).toEqual(columns)
    expect(sum(columns)).toBe(cents(scopes.total.text))
    expect(scopes.total.text).toBe(`${mixes.lines[0]?.total} together`)
    for (const { tokens, fees, failures, engineering, total, isChosen, id } of parts) {
      const shown = [tokens, fees, failures, engineering].filter((text) => text !== "not set")
      expect(sum(shown.map(cents))).toBe(cents(total))
      const cell = scopes.lines
        .find((line) => id.startsWith(`${line.id} `))
        ?.cells.find((each) => each.isChosen)
      if (isChosen) expect(total).toBe(cell?.text)
    }
  }
})
