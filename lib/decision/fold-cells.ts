import "server-only"
import { createHash } from "node:crypto"
import * as z from "zod"
import { changeInTurn } from "@/lib/auth/in-turn"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { FLAG } from "@/lib/ledger/usage-event"
import type { PriceBook } from "@/lib/pricing/book"
import { addUnits } from "@/lib/time"
import { boundsOf, type PriceBounds, timedModels } from "./bounds"
import { classesApart } from "./read-cells"

interface Folding {
  orgId: number
  zone: string
  from: Date
  to: Date
  book: PriceBook
  routes: readonly string[]
  /** Leaves out days whose cubes were written to since. */
  settledBefore?: Date
  /** Ends it after the day at hand. */
  signal?: AbortSignal | undefined
}

const modelRow = z.object({ id: z.int(), provider: z.string(), model: z.string() })

/** Contexts whose lines are parted by the hours of prices. */
async function timedContexts({ orgId, book, routes }: Folding): Promise<number[]> {
  const contexts = await ownRows(
    orgId,
    Prisma.sql`select x.id, x.provider, x.model from context x where x.org_id = ${orgId} order by x.id`,
    modelRow,
  )
  const isTimed = timedModels(book, routes)
  return contexts.flatMap((context) => (isTimed(context) ? [context.id] : []))
}

const dayRow = z.object({ day: z.date(), state: z.string(), stamp: z.string().nullable() })

/** Days of the range that hold anything, with the state of their cubes and what their cells were made of. */
function daysOf({ orgId, from, to, settledBefore }: Folding, on?: Connection) {
  const settled = settledBefore ? Prisma.sql`and v.at < ${settledBefore}` : Prisma.empty
  return ownRows(
    orgId,
    Prisma.sql`select v.day, v.version || ' ' || v.at as state, d.stamp
      from cube_version v left join rate_day d on d.org_id = v.org_id and d.day = v.day
      where v.org_id = ${orgId} and v.day >= ${from} and v.day < ${to} ${settled}
      order by v.day`,
    dayRow,
    { on },
  )
}

interface Parted {
  bounds: PriceBounds
  timed: readonly number[]
  /** Changes whenever the bounds of the day do. */
  digest: string
}

function partedBy(whole: PriceBounds, zone: string, day: Date, timed: readonly number[]): Parted {
  const ends = addUnits(day, "day", 1, zone)
  const ofDay = (instants: readonly Date[]) => instants.filter((instant) => instant > day && instant < ends)
  const bounds = { ...whole, instants: ofDay(whole.instants), timed: ofDay(whole.timed) }
  const hours = bounds.timed.length > bounds.instants.length
  const text = JSON.stringify([zone, bounds, hours ? timed : []])
  return { bounds, timed, digest: createHash("sha256").update(text).digest("base64url").slice(0, 22) }
}

/** The start of the stretch between two of `cuts` that a value lies in. */
const stretch = (value: Prisma.Sql, first: Prisma.Sql, cuts: Prisma.Sql) =>
  Prisma.sql`(array[${first}] || ${cuts})[width_bucket(${value}, ${cuts}) + 1]`

const ORIGIN = new Date(0)

function foldStatement({ orgId, zone }: Folding, day: Date, { bounds, timed }: Parted): Prisma.Sql {
  const { input, output, instants } = bounds
  const ends = addUnits(day, "day", 1, zone)
  const writes = Prisma.sql`coalesce(c.cache_write_5m, 0)::bigint + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)`
  const total = Prisma.sql`coalesce((c.extra ->> 'input_total')::bigint, abs(c.input_uncached::bigint + c.cache_read + ${writes}))`
  const cuts = (some: readonly Date[]) => Prisma.sql`${[ORIGIN, ...some]}::timestamptz[]`
  const bigs = (some: readonly number[]) => Prisma.sql`${[0, ...some]}::bigint[]`
  const at = Prisma.sql`greatest(${day}::timestamptz, case when c.context_id = any (${timed}::integer[])
      then ${stretch(Prisma.sql`c.time`, Prisma.sql`${ORIGIN}::timestamptz`, cuts(bounds.timed))}
      else ${stretch(Prisma.sql`c.time`, Prisma.sql`${ORIGIN}::timestamptz`, cuts(instants))} end)`
  return Prisma.sql`
    insert into rate_cell (org_id, day, cell, context_id, at, input_total, output_total, flags, price_id, extra, lines, calls, requests,
      input_uncached, cache_read, cache_write_5m, cache_write_1h, cache_write_other, output, reasoning, computed_pico,
      billed_pico, unpriced_calls)
    select ${orgId}::integer, ${day}::timestamptz, row_number() over ()::integer, c.context_id, c.at, c.input_total, c.output_total, c.flags, c.price_id, c.extra,
      sum(c.n), sum(case when c.line = 0 then c.n else 0 end),
      sum(case when c.line = 0 and c.first then c.n else 0 end), sum(c.input_uncached), sum(c.cache_read),
      sum(c.cache_write_5m), sum(c.cache_write_1h), sum(c.cache_write_other), sum(c.output), sum(c.reasoning),
      sum(c.computed), sum(c.billed), sum(case when c.line = 0 and c.unpriced then c.n else 0 end)
    from (
      select c.context_id, c.n, c.line, c.price_id, c.extra - 'input_total' as extra, ${at} as at,
        ${stretch(total, Prisma.sql`0::bigint`, bigs(input))} as input_total,
        ${stretch(Prisma.sql`abs(c.output)::bigint`, Prisma.sql`0::bigint`, bigs(output))} as output_total,
        (case when c.flags & ${FLAG.thinking}::integer <> 0 then 1 else 0 end
          + case when c.flags & ${FLAG.reporterBills}::integer <> 0 then 2 else 0 end
          + case when c.flags & ${FLAG.ownKey}::integer <> 0 then 4 else 0 end)::smallint as flags,
        c.flags & ${FLAG.unpriced}::integer <> 0 as unpriced, c.flags & ${FLAG.request}::integer <> 0 as first,
        c.input_uncached::bigint as input_uncached, c.cache_read::bigint as cache_read,
        coalesce(c.cache_write_5m, 0)::bigint as cache_write_5m, coalesce(c.cache_write_1h, 0)::bigint as cache_write_1h,
        coalesce(c.cache_write_other, 0)::bigint as cache_write_other, c.output::bigint as output,
        coalesce(c.reasoning, 0)::bigint as reasoning, coalesce(c.billed_pico, 0)::numeric as billed,
        coalesce(c.computed_pico, case when c.flags & ${FLAG.noComputed}::integer = 0 then c.list_pico end, 0)::numeric
          as computed
      from charge c
      where c.org_id = ${orgId} and c.time >= ${day} and c.time < ${ends} and c.flags & ${FLAG.credit}::integer = 0
        and not exists (
          select 1 from charge v
          where v.org_id = ${orgId} and v.time = c.time and v.event_key = c.event_key and v.n = -1 and v.revision is null
            and v.time >= ${day} and v.time < ${ends}
        )
    ) c
    group by c.context_id, c.at, c.input_total, c.output_total, c.flags, c.price_id, c.extra, ${classesApart(Prisma.sql`c`)},
      c.reasoning <> 0
    having sum(c.n) <> 0`
}

/** The day's cells without what no price depends on. */
function pathStatement({ orgId }: Folding, day: Date): Prisma.Sql {
  return Prisma.sql`
    insert into rate_path (org_id, day, cell, context_id, at, input_total, output_total, flags, price_id, extra, lines, calls, requests,
      input_uncached, cache_read, cache_write_5m, cache_write_1h, cache_write_other, output, reasoning, computed_pico,
      billed_pico, unpriced_calls)
    select ${orgId}::integer, ${day}::timestamptz, row_number() over ()::integer, min(m.context_id), m.at, m.input_total, m.output_total,
      m.flags, m.price_id, m.extra, sum(m.lines), sum(m.calls), sum(m.requests), sum(m.input_uncached), sum(m.cache_read),
      sum(m.cache_write_5m), sum(m.cache_write_1h), sum(m.cache_write_other), sum(m.output), sum(m.reasoning),
      sum(m.computed_pico), sum(m.billed_pico), sum(m.unpriced_calls)
    from rate_cell m
    join context x on x.org_id = ${orgId} and x.id = m.context_id
    where m.org_id = ${orgId} and m.day = ${day}
    group by m.at, x.provider, x.model, x.route, x.service_tier, x.status <> 'ok', m.input_total, m.output_total, m.flags,
      m.price_id, m.extra, ${classesApart(Prisma.sql`m`)}`
}

/** Whether it had to be folded: somebody else may have done it meanwhile. */
async function foldDay(folding: Folding, day: Date, parted: Parted): Promise<boolean> {
  const { orgId } = folding
  return changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('rate_cell'), ${orgId}::integer)`, {
      on,
    })
    // The state is read before the lines: what is written meanwhile makes the day stale, never wrong for good.
    const [now] = await daysOf({ ...folding, from: day, to: new Date(day.getTime() + 1) }, on)
    if (!now || now.stamp === `${now.state} ${parted.digest}`) return false
    await execute(Prisma.sql`delete from rate_cell r where r.org_id = ${orgId} and r.day = ${day}`, { on })
    await execute(Prisma.sql`delete from rate_path r where r.org_id = ${orgId} and r.day = ${day}`, { on })
    await execute(Prisma.sql`delete from rate_day r where r.org_id = ${orgId} and r.day = ${day}`, { on })
    await execute(foldStatement(folding, day, parted), { on })
    await execute(pathStatement(folding, day), { on })
    await execute(
      Prisma.sql`insert into rate_day (org_id, day, stamp)
          values (${orgId}, ${day}, ${`${now.state} ${parted.digest}`})`,
      { on },
    )
    return true
  })
}

/**
 * Sums the lines of the range's days whose cells are missing, or older than the day's cube or the bounds of prices.
 * Tells how many days that were.
 */
export async function foldCells(folding: Folding): Promise<number> {
  const [days, timed] = await Promise.all([daysOf(folding), timedContexts(folding)])
  const bounds = boundsOf(folding.book, folding.from, folding.to)
  let folded = 0
  for (const { day, state, stamp } of days) {
    if (folding.signal?.aborted) break
    const parted = partedBy(bounds, folding.zone, day, timed)
    if (stamp === `${state} ${parted.digest}`) continue
    if (await foldDay(folding, day, parted)) folded += 1
  }
  return folded
}
