import type { Random } from "../demo/random"
import { type Condition, DIMENSIONS, type Dimension, type Question } from "./direct"
import type { Tenant } from "./tenant"
import type { World } from "./world"

/** Values that the loaded events hold, by dimension; null where some hold none. */
export type Values = Record<Dimension, (string | null)[]>

export interface Asking extends Question {
  limit: number
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const DAYS = 36
const HOURLY_MS = 14 * DAY_MS

export async function valuesOf(world: World, { orgId }: Tenant): Promise<Values> {
  const found: [string, (string | null)[]][] = []
  for (const [dimension, column] of Object.entries(DIMENSIONS)) {
    const { rows } = await world.database.query<{ value: string | null }>(
      `select distinct ${column} as value from (select distinct context_id, user_id, session_id from charge where org_id = $1) c
        join context x on x.org_id = $1 and x.id = c.context_id
        join source s on s.org_id = $1 and s.id = x.source_id
        left join api_key k on k.org_id = $1 and k.id = x.api_key_id
        left join end_user u on u.org_id = $1 and u.id = c.user_id
        left join usage_session z on z.org_id = $1 and z.id = c.session_id
        order by 1 limit 40`,
      [orgId],
    )
    found.push([dimension, rows.map(({ value }) => value)])
  }
  return Object.fromEntries(found) as Values
}

function drawCondition(random: Random, values: Values): Condition | null {
  const dimension = random.pick(Object.keys(DIMENSIONS) as [Dimension, ...Dimension[]])
  const known = values[dimension]
  const [first, ...rest] = known
  if (first === undefined) return null
  const operator = random.pick(["=", "=", "!=", "~"] as const)
  if (operator === "~") {
    const whole = known.find((value) => value !== null)
    if (!whole) return null
    return { dimension, operator, values: [whole.slice(0, random.between(1, 4)).toUpperCase()] }
  }
  const drawn = Array.from({ length: random.between(1, 3) }, () => random.pick([first, ...rest]))
  return { dimension, operator, values: [...new Set(drawn)] }
}

function drawRange(random: Random, now: number): Pick<Question, "from" | "to"> & { lengthMs: number } {
  if (random.chance(0.5)) {
    const date = (daysBack: number) => new Date(now - daysBack * DAY_MS).toISOString().slice(0, 10)
    const back = random.between(1, DAYS)
    const days = random.between(1, back)
    return { from: date(back), to: date(back - days), lengthMs: days * DAY_MS }
  }
  const start = now - random.between(1, DAYS * 24 * 60) * MINUTE_MS
  // From minutes to the whole, each size as likely as the next.
  const lengthMs = Math.max(1, Math.floor(DAYS * DAY_MS * 10 ** (-4 * random.next())))
  return { from: new Date(start).toISOString(), to: new Date(start + lengthMs).toISOString(), lengthMs }
}

export function drawQuestion(random: Random, tenant: Tenant, values: Values, now: number): Asking {
  const { lengthMs, ...range } = drawRange(random, now)
  const names = Object.keys(DIMENSIONS) as [Dimension, ...Dimension[]]
  const wanted = random.pick([0, 1, 1, 2] as const)
  const groupBy = [...new Set(Array.from({ length: wanted }, () => random.pick(names)))]
  const conditions = Array.from({ length: random.pick([0, 1, 1, 2] as const) }, () =>
    drawCondition(random, values),
  )
  const coarse = ["day", "week", "month"] as const
  return {
    orgId: tenant.orgId,
    zone: tenant.zone,
    ...range,
    interval: lengthMs <= HOURLY_MS && random.chance(0.4) ? "hour" : random.pick(coarse),
    groupBy,
    conditions: conditions.filter((condition) => condition !== null),
    limit: random.between(1, 12),
  }
}

/** As the API's `filter` parameter; none of these values holds a character to escape. */
export function filterText({ dimension, operator, values }: Condition): string {
  return `${dimension}${operator}${values.map((value) => value ?? "").join("|")}`
}
