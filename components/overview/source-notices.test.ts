import { expect, test } from "vitest"
import type { SourceSummary } from "@/lib/sources/schema"
import { sourceNotices } from "./source-notices"

const now = new Date("2026-11-19T12:00:00Z")
const running = { to: new Date("2026-11-20T00:00:00Z") }

function source(name: string, hoursAgo: number | null, refused: Partial<SourceSummary> = {}): SourceSummary {
  const at = hoursAgo === null ? null : new Date(now.getTime() - hoursAgo * 3_600_000).toISOString()
  return {
    id: 1,
    name,
    kind: "events",
    bills: false,
    webhook: null,
    created_at: "2026-01-01T00:00:00Z",
    first_event_at: at,
    last_event_at: at,
    keys: 1,
    rejected: 0,
    conflicts: 0,
    ...refused,
  }
}

const texts = (sources: SourceSummary[], range = running) =>
  sourceNotices(sources, range, now).map(({ text }) => text)

test("a source that was heard of today, never, or last long ago is not missed", () => {
  expect(texts([source("app", 23), source("new", null), source("retired", 24 * 20)])).toEqual([])
})

test("a silent source is named with how long", () => {
  expect(texts([source("app", 1), source("batch", 26)])).toEqual([
    "Source batch has sent nothing for 26 hours. Totals may be low.",
  ])
  expect(texts([source("a", 30), source("batch", 72)])).toEqual([
    "2 sources have sent nothing for a day or longer, batch for 3 days. Totals may be low.",
  ])
})

test("a period that was over before the silence is whole", () => {
  expect(texts([source("batch", 26)], { to: new Date("2026-11-01T00:00:00Z") })).toEqual([])
})

test("refused events are counted, with where they came from", () => {
  expect(texts([source("app", 1, { rejected: 1 })])).toEqual([
    "1 event rejected, from source app in 7 days. It is in no total.",
  ])
  expect(texts([source("app", 1, { rejected: 3 }), source("b", 1, { conflicts: 1 })])).toEqual([
    "3 events rejected and 1 in conflict with a stored one, from 2 sources in 7 days. They are in no total.",
  ])
})
