import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { measures } from "@/lib/testing/spend-answer"
import { type RouteCell, toRouteTable } from "./routes"
import type { SpendAnswer } from "./schema"
import { DEFAULT_VIEW } from "./url"

const amount = fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }).map(picoToString)

function answerOf(
  groups: readonly (readonly [provider: string, route: string, billed: string])[],
): SpendAnswer {
  return {
    range: { from: "2026-11-01T00:00:00Z", to: "2026-11-20T00:00:00Z" },
    zone: "UTC",
    currency: "USD",
    as_of: "2026-11-19T10:00:00Z",
    interval: "day",
    total: measures(groups.map(([, , billed]) => billed)),
    groups: groups.map(([provider, route, billed]) => ({ key: { provider, route }, ...measures([billed]) })),
    series: [],
    unpriced: { calls: 0, tokens: 0 },
    other: null,
    compare: null,
  }
}

const printed = (cells: readonly (RouteCell | undefined)[]) =>
  formatDecimal(
    cells
      .filter((cell) => cell && !cell.empty)
      .map((cell) => parseDecimal(cell!.text.replace(/[$,]/g, "")))
      .reduce(add, ZERO),
  )

describe("a table of providers and routes", () => {
  test("knows no share of what has no price", () => {
    const answer = answerOf([
      ["openai", "direct", "5"],
      ["own", "direct", "0"],
    ])
    const groups = answer.groups.map((group) =>
      group.key.provider === "own" ? { ...group, unpriced: { calls: group.calls, tokens: 1 } } : group,
    )
    const { rows } = toRouteTable({ ...answer, groups }, DEFAULT_VIEW)
    expect(rows.map(({ id, total, share }) => [id, total.text, share])).toEqual([
      ["openai", "$5.00", 1_000],
      ["own", "unpriced", null],
    ])
  })

  test("adds up along its rows, down its columns and to the total, as printed", () => {
    const pair = fc.tuple(
      fc.integer({ min: 0, max: 11 }).map(String),
      fc.integer({ min: 0, max: 5 }).map(String),
    )
    const groups = fc
      .uniqueArray(fc.tuple(pair, amount), {
        selector: ([[a, b]]) => `${a}/${b}`,
        minLength: 1,
        maxLength: 40,
      })
      .map((list) => list.map(([[provider, route], billed]) => [provider, route, billed] as const))
    fc.assert(
      fc.property(groups, (list) => {
        const table = toRouteTable(answerOf(list), DEFAULT_VIEW)
        for (const row of [...table.rows, table.total]) expect(printed(row.cells)).toBe(printed([row.total]))
        for (const at of table.columns.keys()) {
          expect(printed(table.rows.map((row) => row.cells[at]))).toBe(printed([table.total.cells[at]]))
        }
        expect(table.total.total.text).toBe(formatMoney(answerOf(list).total.billed, "USD"))
        expect(table.rows.reduce((sum, row) => sum + (row.share ?? 0), 0)).toBe(1_000)
        expect(table.rows.length).toBeLessThanOrEqual(8)
        expect(table.columns.length).toBeLessThanOrEqual(4)
      }),
    )
  })

  test("puts direct first, the rest by cost, and links each amount to its events", () => {
    const table = toRouteTable(
      answerOf([
        ["openai", "openrouter", "9"],
        ["openai", "direct", "1"],
        ["qwen", "siliconflow", "4"],
      ]),
      DEFAULT_VIEW,
    )
    expect(table.columns).toEqual(["direct", "openrouter", "siliconflow"])
    expect(table.rows.map((row) => [row.name, ...row.cells.map((cell) => cell.text)])).toEqual([
      ["openai", "$1.00", "$9.00", "–"],
      ["qwen", "–", "–", "$4.00"],
    ])
    expect(table.rows[0]?.cells[1]?.href).toBe("/events?filter=provider%3Dopenai&filter=route%3Dopenrouter")
    expect(table.rows[0]?.href).toBe("/?filter=provider%3Dopenai")
  })

  test("folds the many into others", () => {
    const many = Array.from({ length: 12 }, (_, at) => [`p${at}`, `r${at % 6}`, String(100 - at)] as const)
    const table = toRouteTable(answerOf(many), DEFAULT_VIEW)
    expect(table.rows.at(-1)?.name).toBe("5 others")
    expect(table.columns.at(-1)).toBe("others")
    expect(table.rows.at(-1)?.href).toBeNull()
  })

  test("says unpriced where no price is known", () => {
    const answer = answerOf([["qwen", "siliconflow", "0"]])
    const groups = answer.groups.map((group) => ({ ...group, unpriced: { calls: 1, tokens: 9 } }))
    expect(toRouteTable({ ...answer, groups }, DEFAULT_VIEW).rows[0]?.total.text).toBe("unpriced")
  })
})
