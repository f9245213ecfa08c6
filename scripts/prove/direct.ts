import type { World } from "./world"

/** What of the spend answer is compared; whole numbers, money in pico. */
export const FIGURES = [
  "billed",
  "list",
  "computed",
  "reported",
  "requests",
  "calls",
  "errors",
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  "reasoning",
  "unpriced_calls",
  "unpriced_tokens",
] as const
export type Figure = (typeof FIGURES)[number]
export type Sums = Record<Figure, bigint>

/** One bucket of one group. */
export interface Cell {
  /** Of the bucket, in local words: `2026-11-02`, `2026-11-02 14 +345`. */
  bucket: string
  key: (string | null)[]
  sums: Sums
}

export const DIMENSIONS = {
  user: "u.name",
  agent: "x.agent",
  feature: "x.feature",
  team: "x.team",
  environment: "x.environment",
  session: "z.name",
  provider: "x.provider",
  model: "x.model",
  route: "x.route",
  source: "s.name",
  api_key: "k.name",
  status: "x.status",
  error_class: "x.error_class",
  attempt: "x.attempt",
  "tag:tier": "x.tags ->> 'tier'",
} as const
export type Dimension = keyof typeof DIMENSIONS

export interface Condition {
  dimension: Dimension
  operator: "=" | "!=" | "~"
  /** Null is a missing value. */
  values: (string | null)[]
}

export interface Question {
  orgId: number
  zone: string
  /** An instant, or a local date of the zone. */
  from: string
  to: string
  interval: "hour" | "day" | "week" | "month"
  groupBy: Dimension[]
  conditions: Condition[]
}

const LOCAL = "(c.time at time zone $2)"

/** A bucket's name; an hour that the clock repeats is told apart by its offset. */
const BUCKETS: Record<Question["interval"], string> = {
  hour: `to_char(${LOCAL}, 'YYYY-MM-DD HH24 ') || (extract(epoch from ${LOCAL} - (c.time at time zone 'UTC')) / 60)::integer`,
  day: `to_char(${LOCAL}, 'YYYY-MM-DD')`,
  week: `to_char(date_trunc('week', ${LOCAL}), 'YYYY-MM-DD')`,
  month: `to_char(${LOCAL}, 'YYYY-MM')`,
}

const WRITES =
  "coalesce(c.cache_write_5m, 0) + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)"

const SUMS: Record<Figure, string> = {
  billed: "sum(c.billed_pico)",
  list: "sum(c.list_pico)",
  computed: "sum(coalesce(c.computed_pico, c.list_pico))",
  reported: "sum(c.reported_pico)",
  requests: "sum(c.n) filter (where c.line = 0 and c.flags % 2 = 1)",
  calls: "sum(c.n) filter (where c.line = 0)",
  errors: "sum(c.n) filter (where c.line = 0 and x.status = 'error')",
  input_uncached: "sum(c.input_uncached)",
  cache_read: "sum(c.cache_read)",
  cache_write: `sum(${WRITES})`,
  output: "sum(c.output)",
  reasoning: "sum(c.reasoning)",
  unpriced_calls: "sum(c.n) filter (where c.line = 0 and c.billed_pico is null)",
  unpriced_tokens: `sum(c.input_uncached + c.cache_read + ${WRITES} + c.output) filter (where c.billed_pico is null)`,
}

function conditionSql({ dimension, operator, values }: Condition, parameters: unknown[]): string {
  const column = DIMENSIONS[dimension]
  const place = (value: unknown) => `$${parameters.push(value)}`
  const parts = values.map((value) => {
    if (value === null) return `${column} is null`
    if (operator === "~") return `coalesce(${column}, '') ilike ${place(`%${value}%`)}`
    return `${column} is not distinct from ${place(value)}`
  })
  const any = `(${parts.join(" or ")})`
  return operator === "!=" ? `not ${any}` : any
}

/** A local date counts from the first instant of its day. */
function instantSql(text: string, parameters: unknown[]): string {
  const place = `$${parameters.push(text)}`
  return text.length === 10 ? `(${place}::date::timestamp at time zone $2)` : `${place}::timestamptz`
}

interface Row {
  bucket: string
  keys: (string | null)[]
  sums: string[]
}

/** The answer to a question from the charges alone, by a query of this proof's own. */
export async function askCharges(world: World, question: Question): Promise<Cell[]> {
  const { orgId, zone, from, to, interval, groupBy, conditions } = question
  const parameters: unknown[] = [orgId, zone]
  const keys = groupBy.map((dimension) => DIMENSIONS[dimension]).join(", ")
  const where = [
    "c.org_id = $1",
    `c.time >= ${instantSql(from, parameters)}`,
    `c.time < ${instantSql(to, parameters)}`,
    ...conditions.map((condition) => conditionSql(condition, parameters)),
  ]
  const sums = FIGURES.map((figure) => `coalesce(${SUMS[figure]}, 0)::text`)
  const { rows } = await world.database.query<Row>(
    `select ${BUCKETS[interval]} as bucket, array[${keys}]::text[] as keys, array[${sums.join(", ")}] as sums
      from charge c
      join context x on x.org_id = $1 and x.id = c.context_id
      join source s on s.org_id = $1 and s.id = x.source_id
      left join api_key k on k.org_id = $1 and k.id = x.api_key_id
      left join end_user u on u.org_id = $1 and u.id = c.user_id
      left join usage_session z on z.org_id = $1 and z.id = c.session_id
      where ${where.join(" and ")}
      group by 1, 2`,
    parameters,
  )
  return rows.map(({ bucket, keys: key, sums: texts }) => ({
    bucket,
    key,
    sums: Object.fromEntries(FIGURES.map((figure, at) => [figure, BigInt(texts[at] ?? "0")])) as Sums,
  }))
}
