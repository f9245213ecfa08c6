import { expect, test } from "vitest"
import { courseOf } from "@/lib/budgets/course"
import type { BudgetCourse } from "@/lib/budgets/course-schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { bucketStarts } from "@/lib/time"
import { courseFacts, wholeWords } from "./outlook-words"

const DOLLAR = 1_000_000_000_000n
const PERIOD = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") }
const NOW = new Date("2026-11-15T00:00:00Z")

/** $2,500 a day against a limit of $72,000 that is $8,000 higher until the 20th. */
function lifted(): { status: BudgetStatus; course: BudgetCourse } {
  const starts = bucketStarts(new Date("2026-08-01T00:00:00Z"), NOW, "day", "UTC")
  const course = courseOf({
    ...{ bucket: "day", period: PERIOD, now: NOW, zone: "UTC", spent: 35_000n * DOLLAR },
    costs: new Map(starts.map((start) => [start.getTime(), 2_500n * DOLLAR])),
    limitAt: (at) => (at < new Date("2026-11-20T00:00:00Z") ? 80_000n : 72_000n) * DOLLAR,
    ...{ thresholds: [100], forecastThresholds: [100] },
  })
  const common = { slug: "all", period: "month", currency: "USD", as_of: NOW.toISOString() } as const
  const range = { from: PERIOD.from.toISOString(), to: PERIOD.to.toISOString() }
  return {
    course: { ...common, ...range, ...course, zone: "UTC", bucket: "day" },
    status: {
      ...{
        ...common,
        ...range,
        name: "All spend",
        each: null,
        on_exceed: "warn",
        parent: null,
        entities: null,
      },
      ...{ limit: "80000", limit_unknown: null, straight_line: "33600", spent: "35000", remaining: "45000" },
      ...{ percent: "43.75", crossed: [], state: "within", unpriced: { calls: 0, tokens: 0 } },
    },
  }
}

test("of a limit that falls before the end, sentence, distance, pace, thresholds and line say the same", () => {
  const { status, course } = lifted()
  expect(course.thresholds.find(({ on }) => on === "forecast")?.reached).toBe(true)
  expect(course.points.at(-1)?.straight_line).toBe("72000")
  expect(wholeWords(status, course)).toContain("All spend passes $72,000: $75,000 forecast")
  const facts = new Map(courseFacts(status, course).map(({ term, value }) => [term, value]))
  expect(facts.get("Limit")).toBe("$80,000.00")
  expect(facts.get("Over by")).toBe("$3,000 at the end of 30 Nov")
  expect(facts.get("Stays within if")).toBe("$2,312 a day, forecast $2,500")
})
