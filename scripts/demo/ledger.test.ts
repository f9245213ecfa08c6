import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { draftEvent } from "@/lib/ledger/charges"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { readEvent } from "@/lib/sources/events"
import type { DemoEvent } from "./event"
import { corrections, secondReports } from "./exceptions"
import { demoEvents } from "./generate"
import { traceEvents, traceName } from "./trace"

const NOW = new Date("2026-11-25T15:20:00Z")
const OPTIONS = { now: NOW, events: 6_000, days: 40 }
const folder = mkdtempSync(join(tmpdir(), "tollgate-ledger-"))
afterAll(() => rmSync(folder, { recursive: true }))

function draft(event: DemoEvent): EventDraft {
  const read = readEvent(event, { now: NOW, backfill: true })
  if (!read.ok) throw new Error(`${event.id}: ${read.refusal.detail}`)
  const result = draftEvent(read.event, { book: defaultPriceBook(), currency: "USD" })
  if (!result.ok) throw new Error(`${event.id}: ${result.detail}`)
  return result.draft
}

describe("the demo's events in the ledger", () => {
  const events = [...demoEvents(OPTIONS)].map(({ event }) => event)

  it("are all taken, and priced unless their model or their usage is unknown", () => {
    for (const event of events) {
      const { charges } = draft(event)
      const unpriced = charges.some(({ billed }) => billed === null)
      const expected =
        event.model === "qwen3-max-thinking"
          ? event.status !== "error"
          : event.status === "aborted" && unpriced
      expect([event.id, unpriced]).toEqual([event.id, expected])
    }
  })

  it("warn of nothing but what the demo means to show", () => {
    const codes = new Set(events.flatMap((event) => draft(event).warnings.map(({ code }) => code)))
    const meant = ["sub_calls_billed_apart", "reasoning_outside_output", "usage_unknown", "reported_differs"]
    expect([...codes].filter((code) => !meant.includes(code))).toEqual([])
  })

  it("fail in the classes they were drawn in", () => {
    const classes = new Map<string, number>()
    for (const event of events) {
      if (event.status !== "error") continue
      const { errorClass } = draft(event)
      expect([event.id, errorClass]).not.toEqual([event.id, null])
      classes.set(errorClass ?? "", (classes.get(errorClass ?? "") ?? 0) + 1)
    }
    for (const kind of ["timeout", "rate_limit", "overloaded", "server_error", "context_length"]) {
      expect(classes.get(kind) ?? 0).toBeGreaterThan(1)
    }
  })

  it("have the gateway's own cost as what OpenRouter billed", () => {
    const through = events.filter(({ route, status }) => route === "openrouter" && status === undefined)
    expect(through.length).toBeGreaterThan(50)
    for (const event of through) {
      const { usage } = event.response as { usage: { cost: number; is_byok: boolean; cost_details: object } }
      const [charge] = draft(event).charges
      expect(charge?.billed).toBe(charge?.reported)
      if (!usage.is_byok) expect(Number(charge?.billed) / 1e12).toBeCloseTo(usage.cost, 9)
    }
  })

  it("are corrected and repeated without a refusal", () => {
    for (const { event } of [...corrections(OPTIONS), ...secondReports(OPTIONS)]) draft(event)
  })
})

describe("a trace's events in the ledger", () => {
  it("have the file's tokens to the last one, in every shape", async () => {
    const path = join(folder, "trace.jsonl")
    const rows = Array.from({ length: 300 }, (_, index) => ({
      timestamp: index * 10,
      input_length: 900 + index * 37,
      output_length: 1 + index,
      hash_ids: [0, 1 + (index % 90), 500 + (index % 7)],
    }))
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"))
    let next = 0
    const shapes = new Set<string>()
    for await (const { event } of traceEvents({
      path,
      name: await traceName(path),
      endsAt: NOW,
      lastMs: 2_990,
    })) {
      const row = rows[next]!
      next += 1
      const { charges } = draft(event)
      shapes.add(`${event.provider}/${event.route}`)
      const sum = (pick: (classes: Record<string, number>) => number) =>
        charges.reduce((total, { classes }) => total + pick(classes), 0)
      expect(sum((classes) => classes.input_uncached! + classes.cache_read!)).toBe(row.input_length)
      expect(sum((classes) => classes.cache_write_5m! + classes.cache_write_1h!)).toBe(0)
      expect(sum((classes) => classes.output!)).toBe(row.output_length)
      expect(charges.every(({ billed }) => billed !== null)).toBe(true)
    }
    expect(next).toBe(300)
    expect(shapes.size).toBeGreaterThan(7)
  })
})
