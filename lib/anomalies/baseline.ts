import { quantile } from "@/lib/forecast/day-model"
import type { Pico } from "@/lib/money"

/** An hour of a series, in the organisation's zone. */
export interface SeriesHour {
  start: Date
  /** Days since 1970 of its local date. */
  day: number
  /** 0–23 */
  hour: number
  /** Null where what it cost is not known, which is not zero. */
  pico: Pico | null
}

/** What an hour was expected to cost, and how far hours like it stray. */
export interface Expected {
  pico: number
  scale: number
}

export interface Strays {
  share: number
  amount: number
  burst: number
}

/** Weeks before an hour that say what it should cost. */
export const WEEKS = 8
const LEAST_WEEKS = 3
/** The share that the MAD of normal noise has of its standard deviation is 1 / 1.4826. */
const MAD_TO_SIGMA = 1.4826
const STEEPEST = 4
/** Of the last weeks' hours, so many lay above what was expected by more than a repeated burst explains. */
const BURST_QUANTILE = 0.995
const BURST_DAYS = 28
/** Hours that must have been compared before it is known how this series strays: a week's. */
const LEAST_HOURS = 7 * 24

/** A series' hours by local day and hour, and what that makes of the hours to come. */
export class Baseline {
  private readonly bySlot = new Map<number, number>()
  private readonly byDay = new Map<number, number>()
  private readonly levels = new Map<string, number>()
  private readonly kept = new Map<number, Expected | null>()

  constructor(private readonly hours: readonly SeriesHour[]) {
    for (const { day, hour, pico } of hours) {
      if (pico === null) continue
      const value = Math.max(0, Number(pico))
      const slot = slotOf(day, hour)
      // A local hour that a change of clocks repeats counts once.
      if (!this.bySlot.has(slot)) this.bySlot.set(slot, value)
      this.byDay.set(day, (this.byDay.get(day) ?? 0) + value)
    }
  }

  /**
   * The median of the same weekday and hour over eight weeks, each brought to the level of the week before the day
   * asked for. Null with fewer than three of them: nothing can be said yet.
   */
  expected(day: number, hour: number): Expected | null {
    const slot = slotOf(day, hour)
    const kept = this.kept.get(slot)
    if (kept !== undefined) return kept
    const expected = this.expect(day, hour)
    this.kept.set(slot, expected)
    return expected
  }

  private expect(day: number, hour: number): Expected | null {
    const samples: number[] = []
    for (let week = 1; week <= WEEKS; week += 1) {
      const value = this.bySlot.get(slotOf(day - 7 * week, hour))
      if (value !== undefined) samples.push(value * this.level(day, week))
    }
    if (samples.length < LEAST_WEEKS) return null
    const pico = median(samples)
    return { pico, scale: MAD_TO_SIGMA * median(samples.map((value) => Math.abs(value - pico))) }
  }

  /**
   * How hours strayed in the weeks before `day`: of what was expected, in money, and by bursts that come again.
   * Null while too few were compared to tell.
   */
  strays(day: number): Strays | null {
    const misses: number[] = []
    const shares: number[] = []
    for (const each of this.hours) {
      if (each.pico === null || each.day >= day || each.day < day - BURST_DAYS) continue
      const expected = this.expected(each.day, each.hour)
      if (!expected) continue
      const miss = Number(each.pico) - expected.pico
      misses.push(miss)
      if (expected.pico > 0) shares.push(Math.abs(miss) / expected.pico)
    }
    if (misses.length < LEAST_HOURS) return null
    return {
      share: MAD_TO_SIGMA * median(shares),
      amount: MAD_TO_SIGMA * median(misses.map(Math.abs)),
      burst: Math.max(0, quantile(misses, BURST_QUANTILE)),
    }
  }

  /** The last seven days beside those `weeks` earlier: the median of the days, so that one wild day moves nothing. */
  private level(day: number, weeks: number): number {
    const key = `${day} ${weeks}`
    const kept = this.levels.get(key)
    if (kept !== undefined) return kept
    const ratios: number[] = []
    for (let back = 1; back <= 7; back += 1) {
      const now = this.byDay.get(day - back)
      const then = this.byDay.get(day - back - 7 * (weeks - 1)) ?? 0
      if (now !== undefined && then > 0) ratios.push(now / then)
    }
    const level = ratios.length < 4 ? 1 : Math.min(Math.max(median(ratios), 1 / STEEPEST), STEEPEST)
    this.levels.set(key, level)
    return level
  }
}

function slotOf(day: number, hour: number): number {
  return day * 24 + hour
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
