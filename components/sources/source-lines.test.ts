import { expect, test } from "vitest"
import type { SourceSummary } from "@/lib/sources/schema"
import type { Measures, SpendAnswer } from "@/lib/spend/schema"
import { keyState } from "./key-state"
import { toSourceLines } from "./source-lines"

function source(name: string, refused: Partial<SourceSummary> = {}): SourceSummary {
  return {
    id: 1,
    name,
    kind: "events",
    created_at: "2026-11-01T00:00:00Z",
    first_event_at: null,
    last_event_at: null,
    keys: 1,
    rejected: 0,
    conflicts: 0,
    ...refused,
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
  const sources = [source("app", { rejected: 2 }), source("jobs", { conflicts: 1 }), source("new")]
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
    rejected: 2,
    conflicts: 1,
    keys: 3,
  })
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
