import { expect, test } from "vitest"
import type { SourceSummary } from "@/lib/sources/schema"
import type { Measures, SpendAnswer } from "@/lib/spend/schema"
import { toArrivalLines } from "./arrival-lines"
import { keyState } from "./key-state"
import { toSourceLines } from "./source-lines"

function source(name: string): SourceSummary {
  return {
    id: 1,
    name,
    kind: "events",
    bills: false,
    webhook: null,
    created_at: "2026-11-01T00:00:00Z",
    first_event_at: null,
    last_event_at: null,
    keys: 1,
    rejected: 0,
    conflicts: 0,
  }
}

function answer(
  groups: Record<string, [calls: number, billed: string]>,
  total: [number, string],
): SpendAnswer {
  const measures = ([calls, billed]: [number, string]) => ({ calls, billed }) as Measures
  return {
    total: measures(total),
    groups: Object.entries(groups).map(([name, sums]) => ({ key: { source: name }, ...measures(sums) })),
  } as SpendAnswer
}

test("each source has what it sent; a silent one has nothing, and the total is the ledger's own", () => {
  const day = answer({ app: [2, "0.5"] }, [2, "0.5"])
  const week = answer({ app: [9, "4.25"], jobs: [1, "0.000001"] }, [10, "4.250001"])
  const sources = [source("app"), source("jobs"), source("new")]
  const { lines, total } = toSourceLines(sources, day, week)
  expect(
    lines.map((line) => [line.name, line.dayEvents, line.dayBilled, line.weekEvents, line.weekBilled]),
  ).toEqual([
    ["app", 2, "0.5", 9, "4.25"],
    ["jobs", 0, "0", 1, "0.000001"],
    ["new", 0, "0", 0, "0"],
  ])
  expect(total).toMatchObject({
    dayEvents: 2,
    weekEvents: 10,
    weekBilled: "4.250001",
    keys: 3,
  })
})

test("what arrives is told by source, its shares of what was taken, and nothing of a source that is gone", () => {
  const none = {
    duplicates: 0,
    conflicts: 0,
    disagreeing: 0,
    rejected: 0,
    suppressed: 0,
    overlapping: 0,
    unkept: 0,
    shared: 0,
    accepted: 0,
  }
  const traffic = [
    {
      ...none,
      id: 1,
      accepted: 3,
      shared: 1,
      duplicates: 2,
      per_hour: 0.5,
      lag_p50_ms: 900,
      lag_p95_ms: 4_000,
    },
    { ...none, id: 2, rejected: 5, per_hour: 0, lag_p50_ms: null, lag_p95_ms: null },
    { ...none, id: 9, accepted: 7, per_hour: 7, lag_p50_ms: 1, lag_p95_ms: 1 },
  ]
  const sources = [
    { id: 1, name: "app" },
    { id: 2, name: "jobs" },
  ]
  const { lines, total } = toArrivalLines(sources, traffic)
  expect(
    lines.map((line) => [
      line.name,
      line.perHour,
      line.p50,
      line.duplicates,
      line.rejected,
      line.sharedTenths,
    ]),
  ).toEqual([
    ["app", 0.5, 900, 2, 0, 333],
    ["jobs", 0, null, 0, 5, null],
  ])
  expect(total).toMatchObject({ perHour: 0.5, p50: null, duplicates: 2, rejected: 5, sharedTenths: 333 })
})

const NOW = new Date("2026-11-20T12:00:00Z")
const KEY = {
  created_at: "2026-11-19T00:00:00Z",
  last_used_at: null,
  expires_at: null,
  revoked_at: null,
  replaced_by: null,
  created_by: { name: "A. Ito", is_member: true },
  scopes: ["ingest" as const, "read" as const],
  scopes_now: ["ingest" as const, "read" as const],
}

test.each([
  [{}, "not used yet", false],
  [{ last_used_at: "2026-11-20T11:00:00Z" }, "in use", false],
  [{ created_at: "2026-01-01T00:00:00Z" }, "unused for 90 days", false],
  [{ last_used_at: "2026-08-01T00:00:00Z" }, "unused for 90 days", false],
  [{ expires_at: "2026-11-20T12:00:00Z" }, "expired", true],
  [{ expires_at: "2026-11-20T12:00:01Z" }, "not used yet", false],
  [{ replaced_by: 7, expires_at: "2026-11-20T13:00:00Z" }, "replaced, still works", false],
  [{ replaced_by: 7, expires_at: "2026-11-20T11:00:00Z" }, "expired", true],
  [{ created_by: { name: "A. Ito", is_member: false } }, "its maker has left", false],
  [{ scopes_now: ["ingest" as const] }, "its maker has lost rights", false],
  [{ revoked_at: "2026-11-20T11:00:00Z", expires_at: "2026-11-01T00:00:00Z" }, "revoked", true],
])("a key with %o is %s", (change, word, ended) => {
  expect(keyState({ ...KEY, ...change }, NOW)).toMatchObject({ word, ended })
})
