import { expect, test } from "vitest"
import { createPriceBook } from "@/lib/pricing/book"
import { testRow } from "@/lib/testing/price"
import type { Cell } from "./rate-cell"
import { trafficOf } from "./traffic"

const DAY = new Date("2026-06-02T00:00:00Z")
const PICO = 1_000_000n

/** A million tokens of model `m`, through OpenRouter. */
function cell(more: Partial<Cell>): Cell {
  return {
    ...{ day: DAY, at: new Date("2026-06-02T12:00:00Z"), provider: "p", model: "m", route: "openrouter" },
    ...{ service_tier: null, failed: false, feature: null, flags: 2, price_id: null, extra: null },
    ...{
      input_total: 1_000n,
      output_total: 0n,
      lines: 1_000n,
      calls: 1_000n,
      requests: 1_000n,
      input_uncached: PICO,
    },
    ...{ cache_read: 0n, cache_write_5m: 0n, cache_write_1h: 0n, cache_write_other: 0n, output: 0n },
    ...{ reasoning: 0n, computed: 0n, billed: 1_000_000n * PICO, unpriced_calls: 0n },
    ...more,
  }
}

const ROUTES = ["direct", "openrouter", "openrouter-byok"]

async function unitOf(cells: readonly Cell[]) {
  const own = testRow({
    id: "own",
    layer: "override",
    rates: { input_uncached: "0.0000005", output: "0.000001" },
  })
  const book = createPriceBook([testRow(), own], [])
  const parting = { kind: "all", routes: ROUTES, apart: new Set<string>() } as const
  const traffic = await trafficOf(cells, [DAY], { book, currency: "USD", known: new Map() }, parting, cells)
  return traffic.units[0]
}

test("no fee is taken of a fee that the gateway told", async () => {
  const fee = cell({ extra: { kind: "platform_fee" }, calls: 0n, input_uncached: 0n, billed: 50_000n * PICO })
  const unit = await unitOf([cell({}), fee])
  for (const there of [unit?.routes.get("openrouter"), unit?.taken.get("openrouter")]) {
    expect(there).toMatchObject({ tokens: [1_050_000n * PICO], feeBase: [1_000_000n * PICO] })
  }
})

test("by own keys the fee is taken of list prices, whatever the organisation's own are", async () => {
  const unit = await unitOf([cell({})])
  expect(unit?.routes.get("openrouter-byok")).toMatchObject({
    ...{ tokens: [500_000n * PICO], feeBase: [1_000_000n * PICO] },
  })
})
