import "@/lib/testing/signed-in"
import fc from "fast-check"
import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { parseDecimal, toPico } from "@/lib/money"
import type { EventInput } from "@/lib/sources/events-schema"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { EVERY, newestDue } from "./periods"
import { reportCsv } from "./report-csv"
import { reportFigures } from "./report-figures"
import { reportLetter } from "./report-letter"

await testDatabase()

/** Zones, each with an instant shortly after its clocks were changed. */
const MOMENTS = [
  ["Europe/Berlin", "2026-03-30T10:00:00Z"],
  ["Europe/Berlin", "2026-10-26T10:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-06T10:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-05T10:00:00Z"],
  ["America/New_York", "2026-11-02T15:00:00Z"],
  ["Asia/Kathmandu", "2026-11-02T10:00:00Z"],
] as const

/** What a call of so many uncached tokens costs at the test's prices, in pico. */
const costOf = (input: number) => BigInt(input) * 2_500_000n + 200n * 1_250_000n + 300n * 10_000_000n

interface Call {
  /** Where in the period: 0 its first instant, 1 the first after it. */
  at: number
  team: number
  input: number
  priced: boolean
}

const call = fc.record({
  at: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: -0.5, max: 1.5, noNaN: true })),
  team: fc.integer({ min: 0, max: 16 }),
  input: fc.integer({ min: 1, max: 999_999 }),
  priced: fc.boolean(),
})

function eventOf({ at, team, input, priced }: Call, from: Date, to: Date): EventInput {
  const time = new Date(from.getTime() + Math.round(at * (to.getTime() - from.getTime()))).toISOString()
  const usage = { input_uncached: input, cache_read: 200, output: 300 }
  return testEvent({
    time,
    usage,
    ...(team === 0 ? {} : { team: `Team ${team}` }),
    ...(priced ? {} : { model: "no" }),
  })
}

const pico = (amount: string | null | undefined) => (amount ? toPico(parseDecimal(amount)) : 0n)
const sum = (amounts: bigint[]) => amounts.reduce((before, amount) => before + amount, 0n)

test("rows, total and CSV are the calls of the period and no other, to the last digit, on days that lose or repeat an hour too", async () => {
  const asked = fc.record({
    moment: fc.constantFrom(...MOMENTS),
    every: fc.constantFrom(...EVERY),
    calls: fc.array(call, { minLength: 1, maxLength: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ moment: [zone, now], every, calls }) => {
      const { scope, orgId } = await makeTenant({ zone })
      const period = newestDue(every, 0, new Date(now), zone)
      const events = calls.map((one) => eventOf(one, period.from, period.to))
      await appendEvents(
        scope,
        await testSource(orgId),
        events.map((event) => testDraft(event)),
      )
      const within = calls.filter((_, n) => {
        const time = new Date(events[n]?.time ?? 0)
        return time >= period.from && time < period.to
      })
      const billed = sum(within.filter(({ priced }) => priced).map(({ input }) => costOf(input)))
      const schedule = { page: "/explore", query: "group_by=team" }
      const figures = await reportFigures(scope, schedule, period, new Date(now))
      expect(sum(figures.lines.map((line) => pico(line.billed)))).toBe(billed)
      expect(pico(figures.total.billed)).toBe(billed)
      expect(figures.unpricedCalls).toBe(within.filter(({ priced }) => !priced).length)
      const table = await reportCsv(scope, schedule, period)
      const { rows } = readCsv(table?.content ?? "")
      expect(sum(rows.filter(({ row }) => row !== "total").map((row) => pico(row.billed)))).toBe(billed)
      expect(pico(rows.find(({ row }) => row === "total")?.billed)).toBe(billed)
      const { text } = reportLetter("Teams", figures, "https://tollgate.example.com/unsubscribe#token=x")
      expect(text).toContain(figures.total.billed === null ? "–" : figures.total.billedText)
    }),
    { numRuns: 12 },
  )
})
