import { AppError } from "@/lib/errors"
import { localFields } from "@/lib/time"
import type { PriceConditions, PriceQuery, PriceRow } from "./schema"

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

/** What a call says to a row's conditions. */
export interface CallFacts {
  time: number
  serviceTier: string
  region: string | null
  speed: string | null
  thinking: boolean
  cacheWrite: boolean
  input: number
  output: number
}

/** Conditions ready to be asked; instants and windows in milliseconds. */
export interface CompiledConditions {
  from: number
  to: number
  serviceTier: string | null
  region: string | null
  speed: string | null
  thinking: boolean | null
  cacheWrite: boolean | null
  minInput: number
  maxInput: number
  minOutput: number
  maxOutput: number
  windows: readonly { from: number; to: number }[] | null
  weekdays: readonly boolean[] | null
  zone: string
  /** How many conditions narrow the row besides its dates. */
  narrowness: number
}

export type Unmet =
  | "not yet"
  | "no longer"
  | "service tier"
  | "region"
  | "speed"
  | "thinking"
  | "cache write"
  | "input"
  | "output"
  | "hours"
  | "weekday"

const TIERS: ReadonlyMap<string, string> = new Map([
  ["default", "standard"],
  ["auto", "standard"],
  ["on_demand", "standard"],
  ["on-demand", "standard"],
  ["ondemand", "standard"],
  ["standard_only", "standard"],
  ["batches", "batch"],
  ["fast", "priority"],
  ["on_demand_priority", "priority"],
  ["on_demand_flex", "flex"],
  ["provisioned_throughput", "provisioned"],
])

const tierNames = new Map<string, string>()

/** The price book's word for a service tier; none named is `standard`. */
export function tierName(tier: string | null): string {
  if (!tier) return "standard"
  let name = tierNames.get(tier)
  if (name === undefined) {
    const text = tier.trim().toLowerCase()
    name = TIERS.get(text) ?? (text || "standard")
    if (tierNames.size < 1_000) tierNames.set(tier, name)
  }
  return name
}

export function factsOf(query: PriceQuery): CallFacts {
  const { classes } = query.item
  return {
    time: query.at.getTime(),
    serviceTier: tierName(query.serviceTier),
    region: query.region,
    speed: query.speed,
    thinking: query.thinking === true,
    cacheWrite: classes.cache_write_5m + classes.cache_write_1h + classes.cache_write_other > 0,
    input: query.inputTotal,
    output: classes.output,
  }
}

function instant(text: string | null, open: number, id: string): number {
  if (text === null) return open
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new AppError("invalid", `Price row ${id} has the date "${text.slice(0, 40)}".`)
  return time
}

function clock(text: string, id: string): number {
  const match = /^(\d\d):(\d\d)$/.exec(text)
  if (!match) throw new AppError("invalid", `Price row ${id} has the hour "${text.slice(0, 40)}".`)
  return (Number(match[1]) * 60 + Number(match[2])) * MINUTE
}

export function compileConditions(row: PriceRow): CompiledConditions {
  const when: PriceConditions = row.conditions
  const { minInputTokens: minInput = 0, maxInputTokens: maxInput = Number.POSITIVE_INFINITY } = when
  const { minOutputTokens: minOutput = 0, maxOutputTokens: maxOutput = Number.POSITIVE_INFINITY } = when
  const narrowing = [
    when.serviceTier,
    when.region,
    when.speed,
    when.thinking,
    when.cacheWrite,
    when.minInputTokens ?? when.maxInputTokens,
    when.minOutputTokens ?? when.maxOutputTokens,
    when.utcHours,
    when.weekdays,
  ]
  return {
    from: instant(row.effectiveFrom, Number.NEGATIVE_INFINITY, row.id),
    to: instant(row.effectiveTo, Number.POSITIVE_INFINITY, row.id),
    serviceTier: when.serviceTier === undefined ? null : tierName(when.serviceTier),
    region: when.region?.toLowerCase() ?? null,
    speed: when.speed?.toLowerCase() ?? null,
    thinking: when.thinking ?? null,
    cacheWrite: when.cacheWrite ?? null,
    minInput,
    maxInput,
    minOutput,
    maxOutput,
    windows:
      when.utcHours?.map(({ from, to }) => ({ from: clock(from, row.id), to: clock(to, row.id) })) ?? null,
    weekdays: when.weekdays
      ? Array.from({ length: 8 }, (_, day) => when.weekdays?.includes(day) ?? false)
      : null,
    zone: when.weekdayZone ?? "UTC",
    narrowness: narrowing.filter((condition) => condition !== undefined).length,
  }
}

function inWindow(windows: readonly { from: number; to: number }[], time: number): boolean {
  const clockTime = ((time % DAY) + DAY) % DAY
  return windows.some(({ from, to }) =>
    from < to ? clockTime >= from && clockTime < to : clockTime >= from || clockTime < to,
  )
}

const same = (wanted: string, given: string | null) => given !== null && given.toLowerCase() === wanted

/** The first condition a call does not meet; null when the row applies. */
export function firstUnmet(row: CompiledConditions, call: CallFacts): Unmet | null {
  if (call.time < row.from) return "not yet"
  if (call.time >= row.to) return "no longer"
  if (row.serviceTier !== null && row.serviceTier !== call.serviceTier) return "service tier"
  if (call.input < row.minInput || call.input > row.maxInput) return "input"
  if (call.output < row.minOutput || call.output > row.maxOutput) return "output"
  if (row.thinking !== null && row.thinking !== call.thinking) return "thinking"
  if (row.cacheWrite !== null && row.cacheWrite !== call.cacheWrite) return "cache write"
  if (row.region !== null && !same(row.region, call.region)) return "region"
  if (row.speed !== null && !same(row.speed, call.speed)) return "speed"
  if (row.windows && !inWindow(row.windows, call.time)) return "hours"
  if (row.weekdays && !row.weekdays[localFields(new Date(call.time), row.zone).weekday]) return "weekday"
  return null
}
