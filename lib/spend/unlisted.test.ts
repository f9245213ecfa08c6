import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { getPriceBook } from "@/lib/pricing/queries"
import { readEvent } from "@/lib/sources/events"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { freshPrices } from "@/lib/testing/fresh-prices"
import { TEST_NOW, testEvent, testSource } from "@/lib/testing/ledger"
import { toExploreLines } from "./explore-lines"
import { spend } from "./queries"
import type { Dimension, SpendQuery } from "./schema"
import { unlistedSpend } from "./unlisted"
import { markUnlisted, unlistedSentence } from "./unlisted-lines"
import { DEFAULT_VIEW } from "./url"

await testDatabase()

const query: SpendQuery = {
  ...{ from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z"), interval: "day" },
  ...{ groupBy: ["team"], filters: [], limit: 100, comparison: null },
}

async function tenantWith(events: readonly { team: string; agent?: string; model: string }[]) {
  const { orgId, scope } = await makeTenant()
  const input = { provider: "openai", models: ["house-1"], from: "2026-11-01", source: "Contract" }
  await addPrice(scope, priceInput.parse({ ...input, per_million: { input_uncached: "2", output: "2" } }))
  await freshPrices(scope)
  const book = await getPriceBook(scope)
  const drafts = events.map((event, i) => {
    const read = readEvent(testEvent({ id: `e${i}`, ...event }), { now: TEST_NOW, backfill: true })
    const result = read.ok ? draftEvent(read.event, { book, currency: "USD" }) : null
    if (!result?.ok) throw new Error("The event was refused.")
    return result.draft
  })
  await appendEvents(scope, await testSource(orgId), drafts)
  return scope
}

test("rows that hold calls of a model that no list names say that their list amount is not all", async () => {
  const scope = await tenantWith([
    { team: "mixed", agent: "a", model: "gpt-4o-mini" },
    { team: "mixed", agent: "b", model: "house-1" },
    { team: "listed", agent: "a", model: "gpt-4o-mini" },
    { team: "own", agent: "b", model: "house-1" },
  ])
  const groupBy: Dimension[] = ["team", "agent"]
  const unlisted = await unlistedSpend(scope, { ...query, groupBy })
  if (!unlisted) throw new Error("Nothing was found.")
  expect(unlisted).toMatchObject({ models: ["house-1"], billed: "0.006" })
  const [outer, inner] = await Promise.all([spend(scope, query), spend(scope, { ...query, groupBy })])
  const view = { ...DEFAULT_VIEW, groupBy }
  const table = markUnlisted(toExploreLines(outer, inner, { view, now: TEST_NOW }), unlisted, groupBy)
  const marks = new Map(table.lines.map(({ name, listText }) => [name, listText.startsWith("≥ ")]))
  expect(Object.fromEntries(marks)).toEqual({ mixed: true, listed: false, own: false })
  const mixed = table.lines.find(({ name }) => name === "mixed")
  expect(mixed?.within.map(({ name, listText }) => [name, listText === "–"]).sort()).toEqual([
    ["a", false],
    ["b", true],
  ])
  expect(mixed?.within.some(({ listText }) => listText.startsWith("≥"))).toBe(false)
  expect(table.total.listText).toMatch(/^≥ \$/)
  expect(unlistedSentence(unlisted, "USD")).toBe(
    "List amounts leave out $0.01 that was billed for a model without a list price: house-1.",
  )
})

test("nothing is said where every model has a list price", async () => {
  expect(await unlistedSpend(await tenantWith([{ team: "a", model: "gpt-4o-mini" }]), query)).toBeNull()
})
