import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { spend } from "@/lib/spend/queries"
import type { Dimension, Filter, SpendAnswer } from "@/lib/spend/schema"
import type { Entity } from "./entity"

/** Of a fan-out those that cost most are read. */
const MOST_ENTITIES = 200

type Point = SpendAnswer["series"][number]

export interface Course {
  currency: string
  /** By entity its buckets with traffic, by their start in milliseconds. */
  points: Map<Entity, Map<number, Point>>
}

interface Asked {
  from: Date
  to: Date
  interval: "hour" | "day"
  filters: readonly Filter[]
  each: Dimension | null
}

/** The course of spend by entity; without a fan-out the whole has one even where nothing was spent. */
export async function spendByEntity(scope: Scope, { each, filters, ...range }: Asked): Promise<Course> {
  const { series, currency } = await spend(scope, {
    ...{ ...range, filters: [...filters], limit: MOST_ENTITIES, comparison: null },
    groupBy: each === null ? [] : [each],
  })
  const points: Course["points"] = new Map(each === null ? [[undefined, new Map<number, Point>()]] : [])
  for (const point of series) {
    if (point.other) continue
    const entity = each === null ? undefined : (point.key[each] ?? null)
    const own = points.get(entity) ?? new Map<number, Point>()
    own.set(Date.parse(point.bucket), point)
    points.set(entity, own)
  }
  return { currency, points }
}

/** What the buckets that begin in [from, to) cost. */
export function billedIn(points: ReadonlyMap<number, Point>, from: Date, to: Date): Pico {
  let sum = 0n
  for (const [at, point] of points) {
    if (at >= from.getTime() && at < to.getTime()) sum += toPico(parseDecimal(point.billed))
  }
  return sum
}

/** Calls of these buckets without a price. */
export function unpricedIn(points: ReadonlyMap<number, Point>, from: Date, to: Date): number {
  let sum = 0
  for (const [at, point] of points) {
    if (at >= from.getTime() && at < to.getTime()) sum += point.unpriced.calls
  }
  return sum
}
