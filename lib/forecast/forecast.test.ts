import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import "../testing/property-seed"
import { COVERAGE } from "./band"
import { forecast, HISTORY_DAYS, LEAST_DAYS, type PastDay } from "./forecast"

const CENT = 10_000_000_000n
const TRACES = new URL("../../../shared/traces/", import.meta.url)

function dated(values: readonly (bigint | null)[]): PastDay[] {
  return values.map((pico, index) => ({
    date: new Date(Date.UTC(2026, 0, 5 + index)).toISOString().slice(0, 10),
    pico,
  }))
}

function made(values: readonly (bigint | null)[], ahead: number, running?: { spent: bigint; left: number }) {
  const answer = forecast(dated(values), ahead, running)
  if (!answer.forecast) throw new Error(answer.reason)
  return answer.forecast
}

/** Numbers in [0, 1), the same for the same start. */
function draws(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
}

const WEEKDAYS = [1.2, 1.3, 1.25, 1.2, 1.1, 0.45, 0.4]

/** Days of `noise` around a weekly pattern: log-normal, as costs are. */
function weekly(days: number, noise: number, draw: () => number): bigint[] {
  return Array.from({ length: days }, (_, index) => {
    const normal = Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw())
    return BigInt(Math.round((WEEKDAYS[index % 7] ?? 1) * Math.exp(noise * normal) * 1e14))
  })
}

/** How often the sum of the days ahead lay within the interval, over starts `step` days apart. */
function held(values: readonly bigint[], known: number, ahead: number, step: number) {
  let [inside, starts] = [0, 0]
  for (let at = 0; at + known + ahead <= values.length; at += step) {
    const sum = made(values.slice(at, at + known), ahead).days.at(-1)?.sum
    const came = values.slice(at + known, at + known + ahead).reduce((a, b) => a + b, 0n)
    if (sum && sum.low <= came && came <= sum.high) inside += 1
    starts += 1
  }
  return inside / starts
}

/** Cost of a real trace in slices of ten seconds, which stand in for days: its bursts are real, its weeks are not. */
function traceSlices(file: string): bigint[] {
  const slices: number[] = []
  let first: number | null = null
  for (const line of readFileSync(new URL(file, TRACES), "utf8").trim().split("\n").slice(1)) {
    const csv = line.split(",")
    const json = file.endsWith(".jsonl") ? JSON.parse(line) : null
    const at = json ? json.timestamp : Date.parse(`${csv[0]?.slice(0, 23).replace(" ", "T")}Z`)
    first ??= at
    const slice = Math.floor((at - (first ?? at)) / 10_000)
    const cost = json
      ? json.input_length * 2.5 + json.output_length * 10
      : Number(csv[1]) * 2.5 + Number(csv[2]) * 10
    slices[slice] = (slices[slice] ?? 0) + cost
  }
  return Array.from(slices, (cost) => BigInt(Math.round((cost ?? 0) * 1e6))).slice(0, -1)
}

const amount = fc.bigInt({ min: 0n, max: 10n ** 18n })

describe("forecast", () => {
  it("adds up to the pico, in order, and never below what is spent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(amount, { freq: 9 }), { minLength: 30, maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        amount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, ahead, spent, left) => {
          const answer = forecast(dated(values), ahead, { spent, left })
          if (!answer.forecast) return
          const { days } = answer.forecast
          let [sum, low, high] = [0n, spent, spent]
          expect(days).toHaveLength(ahead)
          for (const day of days) {
            sum += day.middle
            expect(day.sum.middle).toBe(sum)
            expect(day.low <= day.middle && day.middle <= day.high).toBe(true)
            expect(day.sum.low <= sum && sum <= day.sum.high).toBe(true)
            expect(day.sum.low >= low && day.sum.high >= high).toBe(true)
            low = day.sum.low
            high = day.sum.high
          }
          expect((days[0]?.low ?? 0n) >= spent).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  it("scales with the amounts and looks no further back than it says", () => {
    const values = weekly(150, 0.2, draws(3))
    const whole = made(values, 20)
    const recent = forecast(dated(values).slice(-HISTORY_DAYS), 20)
    expect(recent.forecast).toEqual(whole)
    const double = made(
      values.map((value) => value * 2n),
      20,
    )
    const [one, two] = [whole.days.at(-1)?.sum.middle ?? 0n, double.days.at(-1)?.sum.middle ?? 0n]
    const apart = two - one * 2n
    expect(apart < 100n && apart > -100n).toBe(true)
    expect(double.error.share).toBeCloseTo(whole.error.share ?? 0, 9)
  })

  it("says nothing below fourteen known days since the first spend", () => {
    const short = forecast(dated(weekly(LEAST_DAYS - 1, 0.1, draws(1))), 10)
    expect(short).toEqual({ forecast: null, reason: "too_few_days", days: 13, least: 14 })
    const before = Array.from({ length: 30 }, () => 0n)
    expect(forecast(dated([...before, ...weekly(13, 0.1, draws(1))]), 10).forecast).toBeNull()
    expect(forecast(dated([...weekly(13, 0.1, draws(1)), null, null]), 10)).toMatchObject({ days: 13 })
    expect(forecast([], 10)).toMatchObject({ forecast: null, days: 0 })
    expect(forecast(dated(weekly(14, 0.1, draws(1))), 10).forecast).not.toBeNull()
  })

  it("takes an unknown day for unknown, not for nothing", () => {
    const values: (bigint | null)[] = Array.from({ length: 42 }, () => 100n * CENT)
    const sum = made(values, 10).days.at(-1)?.sum.middle
    for (const at of [8, 17, 33, 41]) values[at] = null
    expect(made(values, 10).days.at(-1)?.sum.middle).toBe(sum)
  })

  it("knows a pattern without noise by heart", () => {
    const values = Array.from({ length: 42 }, (_, at) => (at % 7 < 5 ? 100n : 10n) * CENT)
    const { days, error } = made(values, 7)
    expect(days.map(({ middle }) => Math.round(Number(middle / CENT)))).toEqual([
      100, 100, 100, 100, 100, 10, 10,
    ])
    expect(error.share).toBeLessThan(1e-9)
    expect(days[0]?.date).toBe("2026-02-16")
  })

  it("leaves of the running day what is still to come", () => {
    const values = Array.from({ length: 28 }, () => 100n * CENT)
    const [today] = made(values, 3, { spent: 70n * CENT, left: 0.25 }).days
    expect(today?.middle).toBe(95n * CENT)
    const [over] = made(values, 3, { spent: 900n * CENT, left: 0 }).days
    expect([over?.low, over?.middle, over?.high]).toEqual([900n * CENT, 900n * CENT, 900n * CENT])
  })

  it("does not take one day's spike for the level of the month", () => {
    const values = Array.from({ length: 42 }, () => 100n * CENT)
    values[40] = 2000n * CENT
    expect(made(values, 10).days.at(-1)?.sum.middle).toBe(1000n * CENT)
  })
})

describe("the interval", () => {
  it.each([
    [28, 7],
    [56, 11],
    [90, 11],
  ])("holds about four of five sums on weekly patterns, %i days known, %i ahead", (known, ahead) => {
    const shares = [0.1, 0.2, 0.4].map((noise, at) =>
      held(weekly(700, noise, draws(11 + at)), known, ahead, 7),
    )
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length
    expect(mean).toBeGreaterThan(COVERAGE - 0.05)
    expect(mean).toBeLessThan(COVERAGE + 0.16)
  })

  it("holds 75 to 90 % of sums on real traces", () => {
    const files = [
      "AzureLLMInferenceTrace_code.csv",
      "AzureLLMInferenceTrace_conv.csv",
      "mooncake_conversation_trace.jsonl",
    ]
    const shares = files.map((file) => held(traceSlices(file), 56, 11, 4))
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length
    expect(mean).toBeGreaterThan(0.75)
    expect(mean).toBeLessThan(0.9)
  })
})
