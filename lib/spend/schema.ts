import type { Cause } from "./change"

/** Dimensions a spend query can group by and filter on. `tag:<key>` names a free tag. */
export const DIMENSIONS = [
  "user",
  "agent",
  "feature",
  "team",
  "environment",
  "api_key",
  "session",
  "provider",
  "model",
  "route",
  "source",
  "status",
  "error_class",
  "attempt",
  "service_tier",
] as const
export type Dimension = (typeof DIMENSIONS)[number] | `tag:${string}`

/** Dimensions whose values can be given other names. Models and providers keep theirs: prices and health go by them. */
export const RENAMED = ["user", "agent", "feature", "team", "environment"] as const
export type Renamed = (typeof RENAMED)[number]

export function isRenamed(dimension: Dimension): dimension is Renamed {
  return (RENAMED as readonly string[]).includes(dimension)
}

export const INTERVALS = ["hour", "day", "week", "month"] as const
export type Interval = (typeof INTERVALS)[number]

/** `=` is one of, `!=` is none of, `~` contains (case-insensitive). Null is Unattributed. */
export interface Filter {
  dimension: Dimension
  operator: "=" | "!=" | "~"
  values: (string | null)[]
}

/** Money as decimal strings, counts as JSON numbers. */
export interface Measures {
  billed: string
  list: string
  computed: string
  /** Sum of what sources reported; null when no call in the group carries a reported cost. */
  reported: string | null
  requests: number
  calls: number
  errors: number
  tokens: {
    input_uncached: number
    cache_read: number
    cache_write: number
    output: number
    reasoning: number
  }
  unpriced: { calls: number; tokens: number }
  /** Only where it was asked for, and where it can be told. */
  users?: UserCount
}

/** Known users, each counted once, and what their calls cost. */
export interface UserCount {
  count: number
  /** Those of them who have a call with a price. */
  priced: number
  billed: string
}

export type GroupKey = Partial<Record<Dimension, string | null>>

export interface SpendAnswer {
  /** Half-open instants, RFC 3339. */
  range: { from: string; to: string }
  zone: string
  currency: string
  /** Everything acknowledged before this instant is in the figures. */
  as_of: string
  interval: Interval
  total: Measures
  /** Largest billed first, `limit` at most; the rest is `other`. */
  groups: ({ key: GroupKey } & Measures)[]
  /** Buckets with traffic only, oldest first; a bucket is its start instant. Other's key is `{}` with `other: true`. */
  series: ({ bucket: string; key: GroupKey; other?: true } & Measures)[]
  unpriced: { calls: number; tokens: number }
  other: ({ count: number } & Measures) | null
  /** The known users of each bucket of the series, where they were asked for. */
  bucket_users?: Record<string, UserCount>
  compare: {
    range: { from: string; to: string }
    total: Measures
    groups: ({ key: GroupKey } & Measures)[]
    other: Measures | null
  } | null
}

export interface SpendQuery {
  from: Date
  to: Date
  interval: Interval
  groupBy: Dimension[]
  filters: Filter[]
  limit: number
  /** The period to compare with, half-open; of `comparisonRange`. */
  comparison: { from: Date; to: Date } | null
  /** Known users are counted too. */
  users?: boolean
  /** False: no sums by bucket are asked for, and the series is empty. */
  course?: boolean
}

export interface ChangeQuery {
  /** Half-open, as is the period before. */
  range: { from: Date; to: Date }
  comparison: { from: Date; to: Date }
  dimension: Dimension
  filters: Filter[]
  limit: number
}

/** Decimal strings; the causes sum to the difference, to the last digit. */
export interface ChangeMeasures {
  before: string
  after: string
  difference: string
  causes: Record<Cause, string>
  /** Calls of each period that have no price: they are in no amount. */
  unpriced: { before: number; after: number }
}

export interface ChangeAnswer extends ChangeMeasures {
  range: { from: string; to: string }
  compared_with: { from: string; to: string }
  zone: string
  currency: string
  as_of: string
  dimension: Dimension
  /** Largest change first, `limit` at most; with `other` they sum to the total. */
  groups: ({ key: GroupKey } & ChangeMeasures)[]
  /** `named` of them would have rows at a larger limit. */
  other: ({ named: number } & ChangeMeasures) | null
}
