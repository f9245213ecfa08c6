import fc from "fast-check"
import { expect, test } from "vitest"
import { eventsHref, narrowed, nextLevel, overviewHref } from "./drill"
import { DIMENSIONS, type Dimension, type Filter } from "./schema"
import { DEFAULT_VIEW, parseView } from "./url"

const value = fc.option(fc.string({ minLength: 1, maxLength: 12 }))

test("a narrowed view is read back from its address, and narrowing twice changes nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(...DIMENSIONS), value, (dimension, chosen) => {
      const view = narrowed(DEFAULT_VIEW, dimension, chosen)
      expect(narrowed(view, dimension, chosen)).toEqual(view)
      for (const href of [overviewHref(view), eventsHref(view)]) {
        const { ignored, ...read } = parseView(new URLSearchParams(href.split("?")[1]))
        expect(ignored).toEqual([])
        expect(read.filters).toEqual(view.filters)
      }
    }),
  )
})

test("a filter that lets the value in gives way to it, others stay", () => {
  const either: Filter = { dimension: "team", operator: "=", values: ["a", "b"] }
  const not: Filter = { dimension: "team", operator: "!=", values: ["c"] }
  const view = narrowed({ ...DEFAULT_VIEW, filters: [either, not] }, "team", "a")
  expect(view.filters).toEqual([not, { ...either, values: ["a"] }])
})

test("the next level is another one, and one that is still open", () => {
  const pinned = (dimension: Dimension): Filter => ({ dimension, operator: "=", values: ["x"] })
  expect(nextLevel("team", [])).toBe("feature")
  expect(nextLevel("team", [pinned("team"), pinned("feature")])).toBe("agent")
  expect(nextLevel("route", [])).toBe("team")
  expect(nextLevel("environment", [])).toBe("team")
  for (const dimension of DIMENSIONS) expect(nextLevel(dimension, [pinned(dimension)])).not.toBe(dimension)
})

test("events keep range and filters and leave the chart's own words behind", () => {
  const view = {
    ...DEFAULT_VIEW,
    groupBy: ["model" as const],
    as: "table" as const,
    interval: "week" as const,
  }
  expect(eventsHref(narrowed(view, "team", null))).toBe("/events?filter=team%3D")
})
