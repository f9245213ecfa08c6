import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { picoToString } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import type { Filter } from "@/lib/spend/schema"
import { DEFAULT_VIEW, parseView } from "@/lib/spend/url"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { TEST_PRICING, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { COST_KINDS, failureMoney, wholeOf } from "./failure-money"
import { costHref } from "./links"
import { priceFallbacks } from "./price-fallbacks"
import { providerHealth } from "./queries"

await testDatabase()

const WINDOW = { from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z"), filters: [] }
const FAILED = { status: "error" as const, error: { http_status: 529 } }
const CLAUDE = { provider: "anthropic", model: "claude-test" }
const from = { provider: "openai", model: "gpt-test", route: "direct" }

async function send(tenant: Tenant, events: readonly Partial<EventInput>[]) {
  const drafts = events.map((event, i) => testDraft(testEvent({ id: `e${i}`, ...event })))
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
  await applyPending()
}

test("the failure ledger sums to the last digit, and each cell leads to its calls", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    { feature: "search" },
    { ...FAILED, feature: "search", request_id: "1", usage: { input_uncached: 7 } },
    { ...CLAUDE, feature: "search", request_id: "1", attempt: 2, fallback_from: from },
    { ...FAILED, request_id: "2", usage: { input_uncached: 11, output: 3 } },
    { request_id: "2", attempt: 2 },
    { status: "aborted", feature: "chat", usage: { input_uncached: 13, output: 1 } },
    { ...CLAUDE, model: "unknown-model", feature: "chat", status: "aborted" },
  ])
  const { rows, total } = await failureMoney(tenant.scope, WINDOW, "feature")
  for (const kind of COST_KINDS) {
    expect(rows.reduce((sum, { sums }) => sum + sums[kind].billedPico, 0n)).toBe(total[kind].billedPico)
    const filters: Filter[] = parseView(
      new URLSearchParams(costHref(DEFAULT_VIEW, kind).split("?")[1]),
    ).filters
    const { total: asked } = await spend(tenant.scope, {
      ...{ ...WINDOW, filters, interval: "day", groupBy: [], limit: 1, comparison: null },
    })
    expect([kind, asked.billed, asked.calls]).toEqual([
      ...[kind, picoToString(total[kind].billedPico), total[kind].calls],
    ])
  }
  expect(COST_KINDS.map((kind) => total[kind].calls)).toEqual([2, 2, 1, 1])
  expect(total.aborted.unpriced).toBe(1)
  expect(wholeOf(total)).toBeGreaterThan(0n)
  expect((await providerHealth(tenant.scope, { ...WINDOW, by: [] })).total.tally).toMatchObject({
    ...{ laterAttempts: 2, fallbacks: 1, failedPico: total.failed.billedPico + total.aborted.billedPico },
  })
})

test("what a fallback cost beyond the path that failed is reckoned at its own tokens", async () => {
  const tenant = await makeTenant()
  const lost = { ...FAILED, request_id: "1", usage: undefined }
  await send(tenant, [
    lost,
    { ...CLAUDE, request_id: "1", attempt: 2, fallback_from: from },
    { ...lost, request_id: "2", model: "unknown-model" },
    { ...CLAUDE, request_id: "2", attempt: 2 },
  ])
  const fates = async () => (await providerHealth(tenant.scope, { ...WINDOW, by: [] })).total.fates
  expect(await fates()).toMatchObject({ rescued: 2, extraPico: 0n, extraUnknown: 2 })
  await priceFallbacks(async () => TEST_PRICING.book)
  // 1,000 in, 200 cached, 300 out: 0.00756 at the one, 0.00575 at the other.
  expect(await fates()).toMatchObject({ rescued: 2, extraPico: 1_810_000_000n, extraUnknown: 1 })
})
