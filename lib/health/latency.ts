import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { addHistogram, type Histogram } from "@/lib/ledger/histogram"
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

const KIND = { latency: 0, ttft: 1, tokens: 2, ms: 3 } as const

function cube(asked: Asked, { from, start, end }: Segment, interval: Interval | null): Sql {
  const table = from === "day" ? Prisma.sql`health_day` : Prisma.sql`health_hour`
  const own = from === interval
  const bucket = own ? Prisma.sql`x.bucket` : truncated({ ...asked, interval }, Prisma.sql`x.bucket`)
  const path = Prisma.sql`${bucket} as bucket, x.provider, x.model, x.route`
  const inside = Prisma.sql`x.bucket >= ${start} and x.bucket < ${end} and ${conditionsOf(asked.filters, "context")}`
  return Prisma.sql`
    select ${path}, k.kind, p.at, p.n
    from ${table} x
    cross join lateral (values
      (${KIND.latency}, x.latency_at, x.latency_n::bigint[]), (${KIND.ttft}, x.ttft_at, x.ttft_n::bigint[]),
      (${KIND.tokens}, array[0::smallint], array[x.written_tokens]), (${KIND.ms}, array[0::smallint], array[x.written_ms])
    ) as k (kind, at, n)
    cross join lateral unnest(k.at, k.n) as p (at, n)
    where x.org_id = ${asked.orgId} and ${inside}`
}

/** What `health_add` makes of charges, of those between two instants. */
function charges(asked: Asked, start: Date, end: Date, interval: Interval | null): Sql {
  return Prisma.sql`
    select * from (
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
        select bucket, path, grouping(latency, ttft) as part, coalesce(latency, ttft) as at, sum(n) as n,
          sum(tokens) as tokens, sum(ms) as ms
        from lines group by grouping sets ((bucket, path, latency), (bucket, path, ttft))
      )
      select s.bucket, p.provider, p.model, p.route, k.kind, k.at, k.n
      from cells s
      join (select distinct on (p.path) p.* from paths p order by p.path) p on p.path = s.path
      cross join lateral (values
        (case s.part when 1 then ${KIND.latency} else ${KIND.ttft} end, s.at, s.n),
        (${KIND.tokens}, 0::smallint, case s.part when 2 then s.tokens end),
        (${KIND.ms}, 0::smallint, case s.part when 2 then s.ms end)
      ) as k (kind, at, n)
      where k.at is not null and k.n <> 0
    ) m`
}

const row = z.object({
  bucket: z.date().nullable(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  kind: z.int(),
  at: z.array(z.int()),
  n: z.array(z.bigint()),
})

function statement(cells: Sql): Sql {
  return Prisma.sql`
    select s.bucket, s.provider, s.model, s.route, s.kind, array_agg(s.at) as at, array_agg(s.n) as n
    from (
      select m.bucket, m.provider, m.model, m.route, m.kind::integer as kind, m.at::integer as at, total(m.n) as n
      from (${cells}) m group by 1, 2, 3, 4, 5, 6 having total(m.n) <> 0
    ) s group by 1, 2, 3, 4, 5`
}

function addCells(timing: Timing, { kind, at, n }: z.output<typeof row>): void {
  const counts = at.map((bucket, i) => [bucket, Number(n[i] ?? 0n)] as const)
  if (kind === KIND.latency) addHistogram(timing.latency, new Map(counts))
  else if (kind === KIND.ttft) addHistogram(timing.ttft, new Map(counts))
  else if (kind === KIND.tokens) timing.writtenTokens += counts[0]?.[1] ?? 0
  else timing.writtenMs += counts[0]?.[1] ?? 0
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
        segment.from === "charge"
          ? charges(asked, segment.start, segment.end, interval)
          : cube(asked, segment, interval),
      )
    : [charges(asked, asked.from, asked.to, interval)]
  if (parts.length === 0) return []
  const found = await ask(asked.orgId, statement(Prisma.join(parts, " union all ")), row)
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
