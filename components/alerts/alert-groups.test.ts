import { expect, test } from "vitest"
import type { Alert } from "@/lib/alerts/schema"
import { alertGroups, levelTitle, levelWord } from "./alert-groups"

const alert = (id: number, more: Partial<Alert> = {}): Alert => ({
  ...{ id, kind: "budget", budget: "search", rule: null, name: "Search", entity: null },
  period: { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" },
  ...{ measure: "actual", threshold: 80, severity: "warning", title: "", sentence: "", state: "open" },
  ...{ muted: false, fired_at: "2026-11-10T00:00:00.000Z", acknowledged: null, resolved: null, notify: [] },
  ...more,
})

test("levels of one budget, period and entity are one row; what differs in any of them is another", () => {
  const alerts = [
    alert(9, { threshold: 100, severity: "critical" }),
    alert(8, { entity: "ann" }),
    alert(7, { kind: "unpriced", budget: null, measure: null, threshold: null }),
    alert(6, { kind: "unpriced", budget: null, measure: null, threshold: null }),
    alert(5, { threshold: 100, measure: "forecast" }),
    alert(4, { period: { from: "2026-10-01T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" } }),
    alert(3, { threshold: 50, state: "acknowledged" }),
    alert(2),
  ]
  const groups = alertGroups(alerts)
  expect(groups.map(({ levels }) => levels.map(({ id }) => id))).toEqual([[3, 2, 9, 5], [8], [7], [6], [4]])
  expect(groups[0]?.lead.id).toBe(9)
  expect(groups[0]?.open.map(({ id }) => id)).toEqual([9, 5, 2])
  expect(groups[0]?.levels.map(levelWord)).toEqual(["50%", "80%", "100%", "100% forecast"])
  expect(levelTitle(alert(8, { entity: "ann" }))).toBe("Search, ann: 80%")
})

test("what nobody looks after leads before what somebody does", () => {
  const groups = alertGroups([alert(2, { threshold: 100, state: "acknowledged" }), alert(1)])
  expect(groups).toHaveLength(1)
  expect(groups[0]?.lead.id).toBe(1)
})

test("alerts of budgets that are gone stay apart: nothing says which budget they were of", () => {
  expect(alertGroups([alert(1, { budget: null }), alert(2, { budget: null })])).toHaveLength(2)
})
