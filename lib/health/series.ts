import type { Percentiles } from "@/lib/ledger/histogram"
import { formatCount, UNKNOWN } from "@/lib/money-format"
import { addUnits, bucketStarts } from "@/lib/time"
import { bucketLabel, bucketTick, formatRange, weekdayShort } from "@/lib/time-format"
import { availabilityOf } from "./fault"

/** Below it a stretch of time is shown as degraded. */
export const OBJECTIVE = 0.99

export const CELL_STATES = ["up", "degraded", "down", "none"] as const
export type CellState = (typeof CELL_STATES)[number]

export const CELL_WORDS: Record<CellState, string> = {
  up: "Up",
  degraded: "Degraded",
  down: "Down",
  none: "No traffic",
}

/** A day or an hour of a strip. */
export interface StripCell {
  /** Half-open instants. */
  from: string
  to: string
  /** `Thu 12 Nov`. */
  label: string
  state: CellState
  /** `99.2% available, 12 of 1,480 calls failed.` */
  words: string
}

/** Calls of a bucket that tell of the provider. */
export interface Told {
  bucket: Date
  answered: number
  faults: number
}

interface Span {
  from: Date
  to: Date
}

/** What a stretch of time was: an incident makes it down, few answers degraded, no call that tells nothing. */
export function stateOf(told: Pick<Told, "answered" | "faults"> | undefined, isDown: boolean): CellState {
  const availability = told ? availabilityOf(told.answered, told.faults) : null
  if (availability === null) return isDown ? "down" : "none"
  if (isDown) return "down"
  return availability < OBJECTIVE ? "degraded" : "up"
}

/** A share as it is printed: `99.68%`, and never 100 where anything failed. */
export function formatAvailability(share: number | null): string {
  if (share === null) return UNKNOWN
  const floored = share < 1 ? Math.min(Math.floor(share * 10_000) / 100, 99.99) : 100
  return `${floored.toFixed(floored === 100 ? 0 : 2)}%`
}

function wordsOf(state: CellState, told: Told | undefined): string {
  if (!told || told.answered + told.faults === 0) return "No calls that tell of the provider."
  const { answered, faults } = told
  const calls = formatCount(answered + faults)
  const failed =
    faults === 0 ? `${calls} calls, none failed` : `${formatCount(faults)} of ${calls} calls failed`
  return `${CELL_WORDS[state]}: ${formatAvailability(availabilityOf(answered, faults))} available, ${failed}.`
}

interface IncidentSpan extends Span {
  /** The incident is of more calls than the strip: it counts where that fails itself. */
  isPart?: boolean
}

interface CellsOptions extends Span {
  interval: "day" | "hour"
  zone: string
  now: Date
}

/** The cells of a strip over [from, to), one for each day or hour, oldest first. */
export function toCells(
  told: readonly Told[],
  incidents: readonly IncidentSpan[],
  { from, to, interval, zone, now }: CellsOptions,
): StripCell[] {
  const byBucket = new Map(told.map((each) => [each.bucket.getTime(), each]))
  return bucketStarts(from, to, interval, zone)
    .filter((start) => start <= now)
    .map((start) => {
      const end = addUnits(start, interval, 1, zone)
      const own = byBucket.get(start.getTime())
      const fails = stateOf(own, false) === "degraded"
      const isDown = incidents.some(
        (incident) => incident.from < end && start < incident.to && (!incident.isPart || fails),
      )
      const state = stateOf(own, isDown)
      return {
        from: start.toISOString(),
        to: end.toISOString(),
        label: bucketLabel(start, end, interval, zone),
        state,
        words: wordsOf(state, own),
      }
    })
}

/** `87 up, 2 degraded, 1 down, 0 without traffic`. */
export function countWords(cells: readonly StripCell[]): string {
  const of = (state: CellState) => cells.filter((cell) => cell.state === state).length
  return `${of("up")} up, ${of("degraded")} degraded, ${of("down")} down, ${of("none")} without traffic`
}

export interface PercentileBucket {
  start: string
  label: string
  tick: string
  wideTick: string
  state: "done" | "unfinished"
  /** Null where too few calls were made to tell. */
  p50: number | null
  p95: number | null
  p99: number | null
  n: number
}

/** Waiting times over time, in milliseconds. */
export interface PercentileLines {
  buckets: PercentileBucket[]
  summary: string
}

export function toPercentileLines(
  points: readonly { bucket: Date; latency: Percentiles }[],
  { from, to, interval, zone, now }: Span & { interval: "day" | "hour"; zone: string; now: Date },
): PercentileLines {
  const byBucket = new Map(points.map(({ bucket, latency }) => [bucket.getTime(), latency]))
  const buckets = bucketStarts(from, to, interval, zone)
    .filter((start) => start <= now)
    .map((start, index): PercentileBucket => {
      const end = addUnits(start, interval, 1, zone)
      const tick = bucketTick(start, interval, zone, index === 0)
      const latency = byBucket.get(start.getTime())
      return {
        start: start.toISOString(),
        label: bucketLabel(start, end, interval, zone),
        tick,
        wideTick: interval === "day" ? `${weekdayShort(start, zone)} ${tick}` : tick,
        state: end <= now ? "done" : "unfinished",
        p50: latency?.p50 ?? null,
        p95: latency?.p95 ?? null,
        p99: latency?.p99 ?? null,
        n: latency?.n ?? 0,
      }
    })
  return { buckets, summary: `Latency p50, p95 and p99 per ${interval}, ${formatRange(from, to, zone)}.` }
}

/** `0.38 s`, `18.4 s`, `120 ms`: three digits say all that a bound of 2 % holds. */
export function formatWait(ms: number | null): string {
  if (ms === null) return UNKNOWN
  if (ms < 100) return `${Math.round(ms)}\u00a0ms`
  const seconds = ms / 1_000
  if (seconds >= 100) return `${formatCount(Math.round(seconds))}\u00a0s`
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)}\u00a0s`
}
