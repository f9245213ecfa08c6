import { expect, test } from "vitest"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { noEnds } from "./ends"
import type { HealthRow } from "./queries"
import { toHealthLines } from "./table-lines"

const MILLI = 1_000_000_000n

function row(provider: string | null, failedPico: bigint, failedUnpriced: number): HealthRow {
  return {
    key: { provider, model: null, route: null },
    tally: {
      ...{
        calls: 9,
        laterAttempts: 0,
        fallbacks: 0,
        ends: noEnds(),
        requests: noEnds(),
        classes: {},
        billedPico: 0n,
      },
      ...{ failedPico, failedUnpriced },
    },
    fates: { failed: 0, rescued: 0, retried: 0, lost: 0, failures: 0, extraPico: 0n, extraUnknown: 0 },
    ...{ availability: null, latency: null, ttft: null, tokensPerSecond: null },
  }
}

function costsOf(rows: readonly HealthRow[]) {
  const sum = (pick: (each: HealthRow["tally"]) => number) =>
    rows.reduce((all, each) => all + pick(each.tally), 0)
  const failedPico = rows.reduce((all, { tally }) => all + tally.failedPico, 0n)
  const { lines, total } = toHealthLines({
    ...{ rows, chosen: null, view: DEFAULT_VIEW, currency: "USD" },
    total: row(
      null,
      failedPico,
      sum(({ failedUnpriced }) => failedUnpriced),
    ),
    hrefOf: () => "/health",
    isDown: () => false,
  })
  return [...lines, total].map(({ cost }) => cost)
}

test("failed attempts without a price are counted, and are not said to have cost nothing", () => {
  expect(
    costsOf([row("a", 410n * MILLI, 0), row("b", 0n, 4), row("c", 0n, 0), row("d", 20n * MILLI, 2)]),
  ).toEqual(["$0.41", "4 unpriced", "$0.00", "2 unpriced, $0.02", "6 unpriced, $0.43"])
})
