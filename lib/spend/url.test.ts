import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { RANGE_PRESETS } from "@/lib/time"
import {
  dimensionPlural,
  filterValueWords,
  filterWords,
  formatFilter,
  parseDimension,
  parseFilter,
} from "./filter"
import { METRICS } from "./metric"
import { DIMENSIONS, type Dimension, type Filter, INTERVALS } from "./schema"
import {
  COMPARES,
  type Compare,
  DEFAULT_VIEW,
  formatView,
  parseView,
  type RangeChoice,
  type View,
  viewHref,
  withFilter,
} from "./url"

const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."ab|=!~\\,& é,\n%+") })
const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.constantFrom(...DIMENSIONS),
  word.map((key) => `tag:${key}` as const),
)
const values = (operator: Filter["operator"]) =>
  fc.uniqueArray(operator === "~" ? word : fc.option(word), { minLength: 1, maxLength: 4 })
const filter: fc.Arbitrary<Filter> = fc
  .constantFrom("=" as const, "!=" as const, "~" as const)
  .chain((operator) => fc.record({ dimension, operator: fc.constant(operator), values: values(operator) }))
const range: fc.Arbitrary<RangeChoice> = fc.oneof(
  fc.constantFrom(...RANGE_PRESETS).map((preset) => ({ kind: "preset", preset }) as const),
  fc.constant({ kind: "custom", from: "2026-11-01", to: "2026-11-19T10:24:00+01:00" } as const),
)
const view: fc.Arbitrary<View> = fc.record({
  range,
  compare: fc.constantFrom<Compare>(
    ...COMPARES,
    "2026-09-01..2026-10-01",
    "2026-11-12T14:00:00.000Z..2026-11-12T15:00:00.000Z",
  ),
  groupBy: fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { minLength: 1, maxLength: 2 }),
  filters: fc.array(filter, { maxLength: 4 }),
  interval: fc.option(fc.constantFrom(...INTERVALS)),
  as: fc.constantFrom("chart" as const, "table" as const),
  metric: fc.constantFrom(...METRICS),
  running: fc.boolean(),
})

describe("filters", () => {
  test("are read back as they were written, whatever their values hold", () => {
    fc.assert(
      fc.property(filter, (each) => {
        expect(parseFilter(formatFilter(each))).toEqual(each)
      }),
    )
  })

  test.each([
    ["feature=a|b", { dimension: "feature", operator: "=", values: ["a", "b"] }],
    ["team!=x", { dimension: "team", operator: "!=", values: ["x"] }],
    ["model~gpt", { dimension: "model", operator: "~", values: ["gpt"] }],
    ["user=", { dimension: "user", operator: "=", values: [null] }],
    ["user=a|", { dimension: "user", operator: "=", values: ["a", null] }],
    ["tag:cost_centre=42", { dimension: "tag:cost_centre", operator: "=", values: ["42"] }],
    ["model=a=b", { dimension: "model", operator: "=", values: ["a=b"] }],
  ])("%s", (text, expected) => {
    expect(parseFilter(text)).toEqual(expected)
    expect(formatFilter(expected as Filter)).toBe(text)
  })

  test.each(["", "feature", "=a", "colour=red", "tag:=x", "model~", "; drop table=1"])(
    "%j is none",
    (text) => {
      expect(parseFilter(text)).toBeNull()
    },
  )

  test("say themselves in words", () => {
    const said = ["feature=a|b", "api_key!=x|y", "user="].map((text) => {
      const each = parseFilter(text)
      return each ? `${filterWords(each)} ${filterValueWords(each)}` : ""
    })
    expect(said).toEqual(["feature is a or b", "API key is not x nor y", "user is Unattributed"])
    expect((["feature", "status", "error_class"] as const).map(dimensionPlural)).toEqual([
      "features",
      "statuses",
      "error classes",
    ])
    expect(parseDimension("constructor")).toBeNull()
  })
})

describe("views", () => {
  test("are read back from their address", () => {
    fc.assert(
      fc.property(view, (each) => {
        const parsed = parseView(new URLSearchParams(formatView(each)))
        expect(parsed).toEqual({ ...each, ignored: [] })
      }),
    )
  })

  test("read the record of a page as they read the address", () => {
    fc.assert(
      fc.property(view, (each) => {
        const search = new URLSearchParams(formatView(each))
        const record = Object.fromEntries([...search.keys()].map((key) => [key, search.getAll(key)]))
        expect(parseView(record)).toEqual(parseView(search))
      }),
    )
  })

  test("an empty address is the default, and the default an empty address", () => {
    expect(parseView({})).toEqual({ ...DEFAULT_VIEW, ignored: [] })
    expect(formatView(DEFAULT_VIEW)).toBe("")
    expect(viewHref("/events", DEFAULT_VIEW)).toBe("/events")
  })

  test("pass over what they do not know and name it", () => {
    const parsed = parseView(
      new URLSearchParams(
        "range=forever&compare=me&group_by=team,colour&filter=x&filter=team=a&as=pie&interval=second",
      ),
    )
    expect(parsed.ignored).toEqual([
      "compare=me",
      "filter=x",
      "group_by=colour",
      "range=forever",
      "interval=second",
      "as=pie",
    ])
    expect(parsed.filters).toHaveLength(1)
    expect(parsed.range).toEqual(DEFAULT_VIEW.range)
  })

  test("never throw", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("range", "from", "to", "filter", "group_by"), fc.string()),
        (record) => {
          expect(parseView(record).groupBy.length).toBeGreaterThan(0)
        },
      ),
    )
  })

  test("take a filter once", () => {
    const one: Filter = { dimension: "team", operator: "=", values: ["a"] }
    const once = withFilter(DEFAULT_VIEW, one)
    expect(withFilter(once, { ...one }).filters).toEqual([one])
    expect(viewHref("/", once, DEFAULT_VIEW, "event=1")).toBe("/?filter=team%3Da&event=1")
  })
})
