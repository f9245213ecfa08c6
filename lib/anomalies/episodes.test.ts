import fc from "fast-check"
import { describe, expect, it } from "vitest"
import "../testing/property-seed"
import type { SeriesHour } from "./baseline"
import { findEpisodes } from "./episodes"

const DOLLAR = 1_000_000_000_000
const START = Date.UTC(2026, 7, 3)
const HOUR = 3_600_000
const DAYS = 70
const WATCHED_FROM = 63
const WEEKDAYS = [1.2, 1.3, 1.25, 1.2, 1.1, 0.45, 0.4]

/** Numbers in (0, 1), the same for the same start. */
function draws(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
}

type Noise = (mean: number, draw: () => number) => number

function lognormal(width: number): Noise {
  return (mean, draw) => {
    const normal = Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw())
    return mean * Math.exp(width * normal)
  }
}

/** Calls that come by chance, each for the same amount. */
const poisson: Noise = (mean, draw) => {
  const none = Math.exp(-mean * 5)
  let calls = 0
  for (let product = draw(); product > none; product *= draw()) calls += 1
  return calls / 5
}

/** Ten weeks of office hours with weekends. */
function weeks(noise: Noise, draw: () => number): SeriesHour[] {
  return Array.from({ length: DAYS * 24 }, (_, index) => {
    const [day, hour] = [Math.floor(index / 24), index % 24]
    const mean = (WEEKDAYS[day % 7] ?? 1) * (0.2 + Math.max(0, Math.sin(((hour - 6) / 14) * Math.PI)))
    const cost = noise(mean, draw) * DOLLAR
    return { start: new Date(START + index * HOUR), day, hour, pico: BigInt(Math.round(cost)) }
  })
}

const asked = { from: new Date(START + WATCHED_FROM * 24 * HOUR), least: BigInt(DOLLAR / 2) }

function withMore(hours: readonly SeriesHour[], at: number, length: number, more: bigint): SeriesHour[] {
  return hours.map((hour, index) =>
    index >= at && index < at + length && hour.pico !== null ? { ...hour, pico: hour.pico + more } : hour,
  )
}

describe("episodes", () => {
  it.each([
    ["costs that vary by a tenth", lognormal(0.1)],
    ["costs that vary by a third", lognormal(0.3)],
    ["calls by chance", poisson],
  ])("alarm falsely once in a thousand hours at most: %s", (_, noise) => {
    let alarms = 0
    const rounds = 30
    for (let round = 0; round < rounds; round += 1) {
      alarms += findEpisodes(weeks(noise, draws(round + 1)), asked).length
    }
    expect(alarms).toBeLessThanOrEqual((rounds * 7 * 24) / 1000)
  })

  it("find what is planted, with its hours, and what it cost to the pico", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 * 24 - 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (offset, length, seed) => {
          const quiet = weeks(lognormal(0.15), draws(seed))
          const at = WATCHED_FROM * 24 + offset
          const more = BigInt(15 * DOLLAR)
          const hours = withMore(quiet, at, length, more)
          const found = findEpisodes(hours, asked).find(({ from, until }) => {
            const start = hours[at]?.start ?? asked.from
            return from <= start && until > start
          })
          expect(found?.from).toEqual(hours[at]?.start)
          expect(found?.until).toEqual(hours[at + length]?.start)
          const cost = hours.slice(at, at + length).reduce((sum, { pico }) => sum + (pico ?? 0n), 0n)
          expect(found?.actual).toBe(cost)
          const impact = Number((found?.actual ?? 0n) - (found?.expected ?? 0n))
          expect(impact / (Number(more) * length)).toBeCloseTo(1, 0)
        },
      ),
      { numRuns: 40 },
    )
  })

  it("say nothing in the first three weeks, nor of hours whose cost is not known", () => {
    const hours = weeks(lognormal(0.1), draws(5))
    const young = hours.map((hour) => (hour.day < WATCHED_FROM - 18 ? { ...hour, pico: null } : hour))
    const spiked = withMore(young, WATCHED_FROM * 24 + 30, 3, BigInt(50 * DOLLAR))
    expect(findEpisodes(spiked, asked)).toEqual([])
    const unknown = hours.map((hour, at) => (at >= WATCHED_FROM * 24 ? { ...hour, pico: null } : hour))
    expect(findEpisodes(unknown, asked)).toEqual([])
  })

  it("keep what matters too little to themselves", () => {
    const spiked = withMore(weeks(lognormal(0.1), draws(6)), WATCHED_FROM * 24 + 30, 1, BigInt(5 * DOLLAR))
    expect(findEpisodes(spiked, asked)).toHaveLength(1)
    expect(findEpisodes(spiked, { ...asked, least: BigInt(6 * DOLLAR) })).toEqual([])
  })

  it("take a new level for the usual one within the week, and a job that comes every day for no surprise", () => {
    const noise = lognormal(0.1)
    const grown = weeks(noise, draws(7)).map((hour) =>
      hour.day >= WATCHED_FROM - 5 ? { ...hour, pico: (hour.pico ?? 0n) * 3n } : hour,
    )
    expect(findEpisodes(grown, asked)).toEqual([])
    const nightly = weeks(noise, draws(8)).map((hour) =>
      hour.hour === 3 ? { ...hour, pico: (hour.pico ?? 0n) + BigInt(20 * DOLLAR) } : hour,
    )
    expect(findEpisodes(nightly, asked)).toEqual([])
  })

  it("are open while they reach to the last hour", () => {
    const hours = withMore(weeks(lognormal(0.1), draws(9)), DAYS * 24 - 2, 2, BigInt(20 * DOLLAR))
    expect(findEpisodes(hours, asked)).toMatchObject([
      { isOpen: true, until: new Date(START + DAYS * 24 * HOUR) },
    ])
    expect(findEpisodes(hours.slice(0, -1), asked)).toMatchObject([{ isOpen: true }])
  })
})
