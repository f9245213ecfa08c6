import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { isUnpriced } from "@/lib/spend/display"
import { spend } from "@/lib/spend/queries"
import type { Dimension, Filter, SpendAnswer } from "@/lib/spend/schema"
import type { Entity } from "./entity"

/** Of a fan-out those that cost most are read. */
const MOST_ENTITIES = 200

type Point = SpendAnswer["series"][number]

/** What buckets come to. */
export interface Sums {
  billed: Pico
  /** Calls without a price. */
  unpriced: number
  /** Buckets whose calls all lack a price: what they cost nobody knows. */
  unknown: number
}

const NOTHING: Sums = { billed: 0n, unpriced: 0, unknown: 0 }

/** The buckets with traffic of an entity, with what they come to up to each: any range is two looks, however long. */
export class Buckets {
  readonly #starts: number[] = []
  readonly #sums: Sums[] = [NOTHING]

  constructor(points: readonly Point[]) {
    const sorted = points
      .map((point) => ({ at: Date.parse(point.bucket), point }))
      .sort((a, b) => a.at - b.at)
    let sum = NOTHING
    for (const { at, point } of sorted) {
      sum = {
        billed: sum.billed + toPico(parseDecimal(point.billed)),
        unpriced: sum.unpriced + point.unpriced.calls,
        unknown: sum.unknown + (isUnpriced(point) ? 1 : 0),
      }
      this.#starts.push(at)
      this.#sums.push(sum)
    }
  }

  /** How many begin before. */
  #count(at: number): number {
    let [low, high] = [0, this.#starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The start of the last one that begins before; null where none does. */
  lastBefore(at: Date): number | null {
    return this.#starts[this.#count(at.getTime()) - 1] ?? null
  }

  /** What the buckets that begin in [from, to) come to. */
  within(from: Date, to: Date): Sums {
    const [before, after] = [from, to].map((at) => this.#sums[this.#count(at.getTime())] ?? NOTHING) as [
      Sums,
      Sums,
    ]
    return {
      billed: after.billed - before.billed,
      unpriced: after.unpriced - before.unpriced,
      unknown: after.unknown - before.unknown,
    }
  }
}

export interface Course {
  currency: string
  entities: Map<Entity, Buckets>
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
  const points = new Map<Entity, Point[]>(each === null ? [[undefined, []]] : [])
  for (const point of series) {
    if (point.other) continue
    const entity = each === null ? undefined : (point.key[each] ?? null)
    const own = points.get(entity) ?? []
    own.push(point)
    points.set(entity, own)
  }
  return { currency, entities: new Map([...points].map(([entity, own]) => [entity, new Buckets(own)])) }
}

/** What the whole comes to, of a course without a fan-out. */
export function wholeWithin({ entities }: Course, from: Date, to: Date): Sums {
  return entities.get(undefined)?.within(from, to) ?? NOTHING
}
