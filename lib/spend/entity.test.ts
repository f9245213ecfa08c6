import { expect, test } from "vitest"
import { measures, spendAnswer } from "@/lib/testing/spend-answer"
import { ENTITY_DIMENSIONS, entityDimension, entityHref, pageHref } from "./drill"
import { entityView, failureSentence, toFailureRows, unitCosts, usesOf } from "./entity"
import { DEFAULT_VIEW, parseView } from "./url"

const answer = spendAnswer({
  from: new Date("2026-11-01T00:00:00Z"),
  to: new Date("2026-11-04T00:00:00Z"),
  zone: "UTC",
  interval: "day",
  dimension: "error_class",
  spent: [
    { bucket: 0, value: "timeout", billed: "1.5" },
    { bucket: 1, value: "rate_limit", billed: "0" },
    { bucket: 1, value: "timeout", billed: "0.5" },
  ],
  before: { timeout: "4" },
})

test("a page keeps range and comparison and is all of its value", () => {
  const { ignored: _, ...view } = parseView(
    new URLSearchParams("range=7d&compare=year&filter=team%3Dx&group_by=user"),
  )
  expect(entityHref("team", "R&D", view)).toBe("/entity/team?range=7d&compare=year&value=R%26D")
  expect(entityHref("user", null, DEFAULT_VIEW)).toBe("/entity/user?value=")
  expect(pageHref("session", "s1", view)).toBeNull()
  expect(entityDimension("session")).toBeNull()
})

test("a value is told apart by everything but itself", () => {
  for (const dimension of ENTITY_DIMENSIONS) {
    const { chart, tables } = usesOf(dimension)
    expect([chart, ...tables]).not.toContain(dimension)
    expect(new Set([chart, ...tables]).size).toBe(tables.length + 1)
  }
  expect(entityView(DEFAULT_VIEW, "team", null, "model")).toMatchObject({
    groupBy: ["model"],
    filters: [{ dimension: "team", operator: "=", values: [null] }],
  })
})

test("unit costs are exact quotients against the period before, and unknown without calls", () => {
  const [request, , tokens] = unitCosts(answer)
  expect([request?.value, request?.delta, request?.against]).toEqual(["$0.6667", "down 83.3%", "was $4.00"])
  expect(tokens?.value).toBe("$0.6061")
  expect(unitCosts({ ...answer, total: measures([]) })[0]?.value).toBe("–")
})

test("failures are by class, most first, and lead to their events", () => {
  const rows = toFailureRows(answer, DEFAULT_VIEW)
  expect(rows.map(({ name, calls, billedText, share }) => [name, calls, billedText, share])).toEqual([
    ["timeout", 2, "$2.00", 667],
    ["rate limit", 1, "$0.00", 333],
  ])
  expect(rows[0]?.href).toBe("/events?filter=status%3Derror%7Caborted&filter=error_class%3Dtimeout")
})

test("failures in one sentence", () => {
  expect(failureSentence(measures([]), measures(["1"]), "USD")).toBe("No call failed.")
  expect(failureSentence(measures(["0.42"]), measures(["1", "2", "0.42", "1"]), "USD")).toBe(
    "1 of 4 calls failed (25.0%); $0.42 was billed for them.",
  )
})
