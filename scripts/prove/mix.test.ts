import { expect, test } from "vitest"
import { draftEvent } from "@/lib/ledger/charges"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { readEvent } from "@/lib/sources/events"
import { createMix, type Planned } from "./mix"

const now = new Date("2026-11-25T12:00:00Z")
const options = { seed: "7", sender: "app", now, days: 30, corrected: 0.2 }

function draw(): Planned[] {
  const mix = createMix(options)
  return [...mix.take(600), ...mix.takeUncorrected(20), ...mix.rest()]
}

test("the same options draw the same events, each id once", () => {
  const events = draw()
  expect(draw()).toEqual(events)
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
})

test("every correction's target is drawn too, before it or after it", () => {
  const events = draw()
  const place = new Map(events.map(({ id }, at) => [id, at]))
  const targets = events.flatMap(({ target }, at) => (target === null ? [] : [{ at, target }]))
  expect(targets.length).toBeGreaterThan(50)
  expect(targets.every(({ target }) => place.has(target))).toBe(true)
  const early = targets.filter(({ at, target }) => (place.get(target) ?? 0) > at)
  expect(early.length).toBeGreaterThan(10)
  expect(early.length).toBeLessThan(targets.length - 10)
})

test("what the proof works out is what the price book says, to the last digit", () => {
  const pricing = { book: defaultPriceBook(), currency: "USD" }
  for (const { body, kind, billed } of draw()) {
    if (kind === "void") continue
    const read = readEvent(JSON.parse(body), { now, backfill: false })
    if (!read.ok) throw new Error(`${read.refusal.detail} ${body}`)
    const drafted = draftEvent(read.event, pricing)
    if (!drafted.ok) throw new Error(`${drafted.detail} ${body}`)
    const sum = drafted.draft.charges.reduce(
      (all: bigint | null, charge) => (all === null || charge.billed === null ? null : all + charge.billed),
      0n,
    )
    expect(sum, body).toBe(billed)
  }
})
