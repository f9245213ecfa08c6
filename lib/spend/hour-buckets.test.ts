import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { bucketStarts, parseLocalOrInstant, zonedStart } from "@/lib/time"
import { spend } from "./queries"
import type { SpendQuery } from "./schema"

await testDatabase()

const MINUTES = 10 * 60_000

/** A day of calls, one every ten minutes with some before and after it, in a zone. */
async function dayOfCalls(zone: string, day: string) {
  const { scope, orgId } = await makeTenant({ zone })
  const midnight = parseLocalOrInstant(day, zone).getTime()
  const times = Array.from({ length: 170 }, (_, i) => new Date(midnight - 6 * MINUTES + i * MINUTES))
  const events = times.map((time, i) =>
    testEvent({
      id: `e${i}`,
      time: time.toISOString(),
      team: i % 2 === 0 ? "red" : "blue",
      ...(i % 3 === 0 ? {} : { user: `u${i % 5}` }),
      session: `s${i % 7}`,
    }),
  )
  await appendEvents(
    scope,
    await testSource(orgId),
    events.map((event) => testDraft(event)),
  )
  await applyPending()
  return { scope, times }
}

const DAYS = [
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Asia/Kathmandu", "2026-11-01"],
] as const

const QUESTIONS: Pick<SpendQuery, "groupBy" | "filters">[] = [
  { groupBy: [], filters: [] },
  { groupBy: ["team"], filters: [] },
  { groupBy: ["user"], filters: [] },
  { groupBy: ["team", "session"], filters: [] },
  { groupBy: ["team"], filters: [{ dimension: "user", operator: "!=", values: [null] }] },
]

test.each(DAYS)(
  "in %s on %s every hour holds its own calls, and no other hour is named",
  async (zone, day) => {
    const { scope, times } = await dayOfCalls(zone, day)
    const from = parseLocalOrInstant(day, zone)
    const to = new Date(from.getTime() + 24 * 60 * 60_000)
    const starts = bucketStarts(from, to, "hour", zone).map((start) => start.toISOString())
    for (const { groupBy, filters } of QUESTIONS) {
      const isKnown = (i: number) => filters.length === 0 || i % 3 !== 0
      const calls = new Map<string, number>()
      for (const [i, time] of times.entries()) {
        if (time < from || time >= to || !isKnown(i)) continue
        const start = zonedStart(time, "hour", zone).toISOString()
        calls.set(start, (calls.get(start) ?? 0) + 1)
      }
      const answer = await spend(scope, {
        ...{ from, to, interval: "hour", groupBy: [...groupBy], filters, limit: 50, comparison: null },
      })
      const found = new Map<string, number>()
      for (const { bucket, calls: own } of answer.series) found.set(bucket, (found.get(bucket) ?? 0) + own)
      expect([...found.keys()].filter((bucket) => !starts.includes(bucket))).toEqual([])
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(calls))
      const sum = answer.series.map(({ billed }) => parseDecimal(billed)).reduce(add, ZERO)
      expect(formatDecimal(sum)).toBe(answer.total.billed)
    }
  },
)
