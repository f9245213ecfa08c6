import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { chargeExtra } from "@/lib/ledger/stored-line"
import { FLAG } from "@/lib/ledger/usage-event"
import type { LineNow } from "./reprice"

/** Which calls a re-rate goes over. */
export interface Wanted {
  orgId: number
  from: Date
  to: Date
  provider: string | null
  model: string | null
  onlyUnpriced: boolean
}

/** The last call that was gone over: calls are in the order of their time, then of their key. */
export interface Place {
  time: Date
  key: bigint
}

/** Contexts `x` whose lines are asked for. */
export function contextsAsked({ provider, model }: Pick<Wanted, "provider" | "model">): Prisma.Sql {
  return Prisma.sql`(${provider}::text is null or x.provider = ${provider}) and (${model}::text is null or x.model = ${model})`
}

const placeRow = z.object({ time: z.date(), key: z.bigint() })

/** The next calls after `after` and before `until` that hold a line that is asked for. */
export function nextCalls(
  on: Connection,
  wanted: Wanted,
  after: Place | null,
  { until, limit }: { until: Date; limit: number },
): Promise<Place[]> {
  const { orgId, from, provider, model, onlyUnpriced } = wanted
  const start = after?.time ?? from
  const narrowed =
    provider === null && model === null
      ? Prisma.empty
      : Prisma.sql`and c.context_id = any (array(
          select x.id from context x where x.org_id = ${orgId} and ${contextsAsked(wanted)}))`
  return query(
    Prisma.sql`select distinct c.time, c.event_key as key from charge c
      where c.org_id = ${orgId} and c.time >= ${start} and c.time < ${until} and c.n = 1 and c.revision is null
        ${after ? Prisma.sql`and (c.time > ${after.time} or c.event_key > ${after.key})` : Prisma.empty}
        ${onlyUnpriced ? Prisma.sql`and (c.flags & ${FLAG.unpriced} <> 0 or c.billed_pico is null)` : Prisma.empty}
        ${narrowed}
      order by c.time, c.event_key limit ${limit}`,
    placeRow,
    { on },
  )
}

const count = z.number()
const pico = z.bigint().nullable()
const lineRow = z.object({
  time: z.date(),
  key: z.bigint(),
  line: count,
  flags: count,
  context_id: count,
  price_id: count.nullable(),
  list_pico: pico,
  computed_pico: pico,
  billed_pico: pico,
  reported_pico: pico,
  input_uncached: count,
  cache_read: count,
  cache_write_5m: count.nullable(),
  cache_write_1h: count.nullable(),
  cache_write_other: count.nullable(),
  output: count,
  reasoning: count.nullable(),
  extra: chargeExtra,
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: z.string().nullable(),
  asked: z.boolean(),
  rates: z.record(z.string(), z.string()).nullable(),
})

/** The lines of calls as they stand, call by call; those that a correction took back are left out. */
export async function linesNow(
  on: Connection,
  wanted: Wanted,
  calls: readonly Place[],
): Promise<LineNow[][]> {
  const [first, last] = [calls[0], calls.at(-1)]
  if (!first || !last) return []
  const { orgId } = wanted
  const lines = await query(
    Prisma.sql`
      select distinct on (c.time, c.event_key, c.line) c.time, c.event_key as key, c.line, c.flags, c.context_id, c.price_id,
        c.list_pico, c.computed_pico, c.billed_pico, c.reported_pico, c.input_uncached, c.cache_read, c.cache_write_5m,
        c.cache_write_1h, c.cache_write_other, c.output, c.reasoning, c.extra, x.provider, x.model, x.route,
        x.service_tier, ${contextsAsked(wanted)} as asked,
        case when c.extra ? 'counts' then coalesce(p.override_row, p.list_row) -> 'rates' end as rates
      from unnest(${calls.map(({ time }) => time)}::timestamptz[], ${calls.map(({ key }) => key)}::bigint[]) as d (time, key)
      join charge c on c.org_id = ${orgId} and c.time = d.time and c.event_key = d.key and c.n = 1
        and c.time >= ${first.time} and c.time <= ${last.time}
      join context x on x.org_id = c.org_id and x.id = c.context_id
      left join price_used p on p.org_id = c.org_id and p.id = c.price_id
      order by c.time, c.event_key, c.line, c.revision desc nulls last`,
    lineRow,
    { on },
  )
  const gone = await takenBack(on, orgId, calls)
  const byCall = new Map<string, LineNow[]>()
  for (const line of lines) {
    if (gone.has(line.key)) continue
    const id = `${line.time.getTime()} ${line.key}`
    byCall.set(id, [...(byCall.get(id) ?? []), line])
  }
  return [...byCall.values()]
}

const keyRow = z.object({ key: z.bigint() })

/** The calls among these, which are in their order, that a correction or a better report took back. */
export async function takenBack(
  on: Connection,
  orgId: number,
  calls: readonly Place[],
): Promise<ReadonlySet<bigint>> {
  const [first, last] = [calls[0], calls.at(-1)]
  if (!first || !last) return new Set()
  const rows = await query(
    Prisma.sql`
      select c.event_key as key
      from unnest(${calls.map(({ time }) => time)}::timestamptz[], ${calls.map(({ key }) => key)}::bigint[]) as d (time, key)
      join charge c on c.org_id = ${orgId} and c.time = d.time and c.event_key = d.key
        and c.time >= ${first.time} and c.time <= ${last.time}
      group by c.event_key having sum(c.n) <= 0`,
    keyRow,
    { on },
  )
  return new Set(rows.map(({ key }) => key))
}
