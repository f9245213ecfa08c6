import "server-only"
import * as z from "zod"
import { watchPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { dictionaryDigest } from "@/lib/ledger/identity"
import { packed, unpacked } from "./pack-trace"
import { dueOf, type TraceWindow } from "./trace-window"

/** Traces under their digests. */
export type Traces = Map<string, TraceWindow>

const TRACE_ID = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/

/** A trace's name in the database: its id, or the digest of one that OpenTelemetry would not give. */
export function traceKey(traceId: string): string {
  return TRACE_ID.test(traceId) ? traceId.replace(TRACE_ID, "$1-$2-$3-$4-$5") : dictionaryDigest(traceId)
}

const SEPARATOR = "\u001e"

const traceRow = z.object({ trace: z.string(), spans: z.string() })

function windowsOf(rows: readonly z.infer<typeof traceRow>[]): Traces {
  return new Map(rows.map(({ trace, spans }) => [trace, unpacked(spans)]))
}

/** The traces, held for this transaction: whoever else has spans of them waits. In one order, so that none waits in a circle. */
async function takeTraces(
  on: Connection,
  orgId: number,
  traces: readonly string[],
  now: Date,
): Promise<Traces> {
  const rows = await query(
    Prisma.sql`insert into trace_window (org_id, trace, spans, touched_at)
      select ${orgId}, t.trace, '', ${now} from unnest(${[...traces].sort()}::uuid[]) as t (trace) order by t.trace
      on conflict (org_id, trace) do update set touched_at = excluded.touched_at
      returning trace, spans`,
    traceRow,
    { on },
  )
  return windowsOf(rows)
}

async function saveTraces(on: Connection, orgId: number, traces: Traces): Promise<void> {
  const rows = [...traces].map(([trace, window]) => {
    const due = dueOf(window)
    return {
      trace,
      spans: packed(window),
      due: due === null ? null : new Date(due).toISOString(),
    }
  })
  // JSON holds no such character, and an array would escape every quote.
  const spans = rows.map((row) => row.spans).join(SEPARATOR)
  await execute(
    Prisma.sql`update trace_window w set spans = t.spans, due_at = t.due
      from unnest(${rows.map(({ trace }) => trace)}::uuid[], string_to_array(${spans}, ${SEPARATOR}),
        ${rows.map(({ due }) => due)}::timestamptz[]) as t (trace, spans, due)
      where w.org_id = ${orgId} and w.trace = t.trace`,
    { on },
  )
}

/**
 * Holds the traces while `work` looks at them and tells the ledger, and keeps what it made of them. Where it fails
 * nothing is kept, and the sender's repeat finds things as they were. The ledger writes over connections of its own.
 */
export async function withTraces<T>(
  orgId: number,
  traces: readonly string[],
  now: Date,
  work: (traces: Traces) => Promise<T>,
): Promise<T> {
  if (traces.length === 0) return work(new Map())
  return behindWall(
    orgId,
    async (on) => {
      const held = await takeTraces(on, orgId, traces, now)
      const value = await work(held)
      await saveTraces(on, orgId, held)
      return value
    },
    watchPool(),
  )
}
