import type { PriceQuery, PriceRow } from "@/lib/pricing/schema"
import { type LineItem, TOKEN_CLASSES, type TokenCounts } from "@/lib/providers/schema"

export function testClasses(counts: Partial<TokenCounts> = {}): TokenCounts {
  return { ...(Object.fromEntries(TOKEN_CLASSES.map((key) => [key, 0])) as TokenCounts), ...counts }
}

export function testItem(counts: Partial<TokenCounts> = {}, more: Partial<LineItem> = {}): LineItem {
  return { kind: "message", model: null, classes: testClasses(counts), ofWhich: {}, counts: {}, ...more }
}

/** A direct call of provider `p` to model `m` on a Tuesday noon; its input total is its input classes'. */
export function testQuery(more: Partial<PriceQuery> = {}): PriceQuery {
  const item = more.item ?? testItem({ input_uncached: 1_000, output: 100 })
  const { output: _, ...input } = item.classes
  return {
    provider: "p",
    route: "direct",
    model: "m",
    at: new Date("2026-06-02T12:00:00Z"),
    serviceTier: null,
    region: null,
    speed: null,
    thinking: null,
    inputTotal: Object.values(input).reduce((sum, count) => sum + count, 0),
    item,
    ...more,
  }
}

/** A dollar row of provider `p` for model `m`, always in force. */
export function testRow(more: Partial<PriceRow> = {}): PriceRow {
  return {
    id: "p/m",
    layer: "catalogue",
    provider: "p",
    models: ["m"],
    conditions: {},
    effectiveFrom: null,
    effectiveTo: null,
    currency: "USD",
    rates: { input_uncached: "0.000001", output: "0.000002" },
    source: "made up for tests",
    asOf: "2026-01-01",
    ...more,
  }
}
