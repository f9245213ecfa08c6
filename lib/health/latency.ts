import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { addCounts, addHistogram, type Histogram } from "@/lib/ledger/histogram"
import { conditionsOf } from "@/lib/spend/dimensions"
import { truncated } from "@/lib/spend/lines"
import type { Filter, Interval } from "@/lib/spend/schema"
import { type Segment, segmentsOf } from "@/lib/spend/segments"
import { zonedStart } from "@/lib/time"
import { PATH_PARTS } from "./paths"
import type { Asked } from "./window"

type Sql = Prisma.Sql

/** How long the calls of a path took. */
export interface Timing {
  /** Whole calls that were answered or timed out. */
  latency: Histogram
  /** Until the first token of answered calls. */
  ttft: Histogram
  /** Tokens after the first, and how long they took. */
  writtenTokens: number
  writtenMs: number
}

export function noTiming(): Timing {
  return { latency: new Map(), ttft: new Map(), writtenTokens: 0, writtenMs: 0 }
}

/** Adds `part` to `into` in place. */
export function addTiming(into: Timing, part: Timing): void {
  addHistogram(into.latency, part.latency)
  addHistogram(into.ttft, part.ttft)
  into.writtenTokens += part.writtenTokens
  into.writtenMs += part.writtenMs
}

export interface TimedPath {
  bucket: Date | null
  provider: string
  model: string
  route: string
  timing: Timing
}

/** The histograms know provider, model and route; what else narrows is asked of the calls themselves. */
function isOfCubes(filters: readonly Filter[]): boolean {
  return filters.every(({ dimension }) => (PATH_PARTS as readonly string[]).includes(dimension))
}

/** Calls that are read one by one for a narrower question, at most, and the longest window for it. */
const MOST_CALLS = 50_000
const LONGEST_MS = 8 * 86_400_000

const countRow = z.object({ calls: z.bigint() })

async function isReadable({ orgId, zone, from, to }: Asked): Promise<boolean> {
  if (to.getTime() - from.getTime() > LONGEST_MS) return false
  const [row] = await ask(
    orgId,
    Prisma.sql`select coalesce(total(m.calls), 0) as calls from cube_day m
      where m.org_id = ${orgId} and m.bucket >= ${zonedStart(from, "day", zone)} and m.bucket < ${to}`,
    countRow,
  )
  return row !== undefined && row.calls <= MOST_CALLS
}

/** A histogram travels as the text of two lists, where and how many: adding them up here is faster than in the database. */
const CELLS = Prisma.sql`m.latency_at::text, m.latency_n::text, m.ttft_at::text, m.ttft_n::text,
  m.written_tokens::text, m.written_ms::text`

function cube(asked: Asked, { from, start, end }: Segment, interval: Interval | null): Sql {
  const table = from === "day" ? Prisma.sql`health_day` : Prisma.sql`health_hour`
  const own = from === interval
  const bucket = own ? Prisma.sql`x.bucket` : truncated({ ...asked, interval }, Prisma.sql`x.bucket`)
  return Prisma.sql`
    select m.bucket, m.provider, m.model, m.route, ${CELLS}
    from (
      select ${bucket} as bucket, x.provider, x.model, x.route, x.latency_at, x.latency_n, x.ttft_at, x.ttft_n,
        x.written_tokens, x.written_ms
      from ${table} x
      where x.org_id = ${asked.orgId} and x.bucket >= ${start} and x.bucket < ${end}
        and ${conditionsOf(asked.filters, "context")}
    ) m`
}

/** What `health_add` makes of charges, of those between two instants, or the same with its sign turned. */
function charges(asked: Asked, part: Omit<Segment, "from">, interval: Interval | null): Sql {
  const { start, end, less } = part
  const sign = less ? Prisma.sql`-1` : Prisma.sql`1`
  return Prisma.sql`
    select m.bucket, m.provider, m.model, m.route, ${CELLS}
    from (
      with paths as materialized (
        select x.id, x.provider, x.model, x.route, x.status = 'ok' as is_good,
          x.status = 'ok' or x.error_class = 'timeout' as has_waited,
          dense_rank() over (order by x.provider, x.model, x.route)::integer as path
        from context x where x.org_id = ${asked.orgId} and ${conditionsOf(asked.filters, "context")}
      ), lines as (
        select ${truncated({ ...asked, interval }, Prisma.sql`c.time`)} as bucket, p.path, c.n,
          case when p.has_waited then latency_bucket(c.latency_ms) end as latency,
          case when p.is_good then latency_bucket(c.ttft_ms) end as ttft,
          case when p.is_good and c.latency_ms > c.ttft_ms and c.output <> 0 then c.output end as tokens,
          case when p.is_good and c.latency_ms > c.ttft_ms and c.output <> 0
            then c.n * (c.latency_ms - c.ttft_ms) end as ms
        from charge c join paths p on p.id = c.context_id
        where c.org_id = ${asked.orgId} and c.time >= ${start} and c.time < ${end} and c.line = 0 and c.n <> 0
      ), cells as (
        select bucket, path, grouping(latency, ttft) as part, coalesce(latency, ttft) as at, ${sign} * sum(n) as n,
          ${sign} * sum(tokens) as tokens, ${sign} * sum(ms) as ms
        from lines group by grouping sets ((bucket, path, latency), (bucket, path, ttft))
      ), summed as (
        select s.bucket, s.path, array_agg(s.at) filter (where s.part = 1 and s.at is not null) as latency_at,
          array_agg(s.n) filter (where s.part = 1 and s.at is not null) as latency_n,
          array_agg(s.at) filter (where s.part = 2 and s.at is not null) as ttft_at,
          array_agg(s.n) filter (where s.part = 2 and s.at is not null) as ttft_n,
          coalesce(sum(s.tokens) filter (where s.part = 2), 0) as written_tokens,
          coalesce(sum(s.ms) filter (where s.part = 2), 0) as written_ms
        from cells s group by 1, 2
      )
      select s.*, p.provider, p.model, p.route
      from summed s
      join (select distinct on (p.path) p.* from paths p order by p.path) p on p.path = s.path
    ) m`
}

const list = z.string().nullable()

const row = z.object({
  bucket: z.date().nullable(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  latency_at: list,
  latency_n: list,
  ttft_at: list,
  ttft_n: list,
  written_tokens: z.string().transform(Number),
  written_ms: z.string().transform(Number),
})

function addCells(timing: Timing, cells: z.output<typeof row>): void {
  addCounts(timing.latency, cells.latency_at ?? "", cells.latency_n ?? "")
  addCounts(timing.ttft, cells.ttft_at ?? "", cells.ttft_n ?? "")
  timing.writtenTokens += cells.written_tokens
  timing.writtenMs += cells.written_ms
}

/**
 * How long calls took by path and bucket, from the histograms, and from the calls in hours that the window cuts. Null
 * where the question is narrower than the histograms know and the window holds too many calls to read them all.
 * What the worker has not added yet is missing: a second or two.
 */
export async function timings(asked: Asked, interval: Interval | null): Promise<TimedPath[] | null> {
  const ofCubes = isOfCubes(asked.filters)
  if (!ofCubes && !(await isReadable(asked))) return null
  const parts = ofCubes
    ? segmentsOf(asked.from, asked.to, interval ?? "day", asked.zone).map((segment) =>
        segment.from === "charge" ? charges(asked, segment, interval) : cube(asked, segment, interval),
      )
    : [charges(asked, { start: asked.from, end: asked.to }, interval)]
  if (parts.length === 0) return []
  const found = await ask(asked.orgId, Prisma.join(parts, " union all "), row)
  const paths = new Map<string, TimedPath>()
  for (const cells of found) {
    const { bucket, provider, model, route } = cells
    const text = JSON.stringify([bucket, provider, model, route])
    const path = paths.get(text) ?? { bucket, provider, model, route, timing: noTiming() }
    addCells(path.timing, cells)
    paths.set(text, path)
  }
  return [...paths.values()]
}
