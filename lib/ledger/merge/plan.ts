import { computedOf } from "@/lib/ledger/describe-charge"
import { sumOf } from "@/lib/ledger/describe-event"
import type { ContextEntry } from "@/lib/ledger/dictionaries"
import { FLAG } from "@/lib/ledger/usage-event"
import { type Decision, decide, type Known, type Report } from "./decide"
import type { Call } from "./group-calls"
import type { LineRow } from "./read-reports"

/** One line of a report: as sent, and as it stands in the ledger, if it does. */
interface Line {
  said: LineRow
  /** Null: it does not count now. */
  stands: LineRow | null
  /** The row that it would be put down from again. */
  source: LineRow
  /** What a new row of it is numbered; null for its first. */
  nextRevision: number | null
}

/** What a line is to be counted under. */
export interface Wanted {
  line: Line
  context: ContextEntry
  known: Known
}

/** What becomes of a call: lines to take back, lines to count, and how each of its reports is kept. */
export interface Plan {
  call: Call
  decision: Decision
  takenBack: Line[]
  wanted: Wanted[]
}

function lineOf(rows: readonly LineRow[]): Line | null {
  const kept = rows.find(({ in_ledger }) => !in_ledger)
  const ledger = rows.filter(({ in_ledger }) => in_ledger)
  const puts = ledger.filter(({ n }) => n === 1)
  const said = kept ?? puts[0]
  const source = puts.at(-1) ?? kept
  if (!said || !source) return null
  const net = ledger.reduce((sum, { n }) => sum + n, 0)
  const revisions = ledger.map(({ revision }) => revision ?? 0)
  return {
    said,
    source,
    stands: net > 0 ? source : null,
    nextRevision: ledger.length === 0 ? null : Math.max(...revisions) + 1,
  }
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

interface Origin {
  key: bigint
  origin: bigint
  is_gone: boolean
}

function reportOf(lines: readonly Line[], { key, origin, is_gone }: Origin): Report | null {
  const first = lines[0]?.said
  if (!first) return null
  const rows = lines.map(({ source }) => source)
  const { user, agent, feature, team, environment, session, tags } = first
  return {
    ...{ key, origin, user, agent, feature, team, environment, session, tags },
    time: first.time,
    flags: first.flags,
    route: first.route,
    attempt: first.attempt,
    requestKey: first.request_key,
    latencyMs: first.latency_ms,
    ttftMs: first.ttft_ms,
    sourceId: first.source_id,
    billed: sumOf(rows.map(({ billed_pico }) => billed_pico)),
    computed: sumOf(rows.map(computedOf)),
    tokens: rows.reduce((sum, { tokens }) => sum + tokens, 0n),
    gone: is_gone,
    attributionOnly: (first.flags & FLAG.attributionOnly) !== 0,
  }
}

function contextOf({ said }: Line, known: Known): ContextEntry {
  const { source_id, api_key_id, provider, model, service_tier, status, error_class } = said
  const { route, attempt, agent, feature, team, environment, tags } = known
  return {
    ...{ source_id, api_key_id, provider, model, route, service_tier, status, error_class },
    ...{ attempt, agent, feature, team, environment, tags },
  }
}

/** What the ledger holds of reports, by their events. */
export interface Held {
  rows: ReadonlyMap<bigint, readonly LineRow[]>
  origins: ReadonlyMap<bigint, Origin>
}

export function heldOf(rows: readonly LineRow[], origins: readonly Origin[]): Held {
  return {
    rows: groupBy(rows, ({ key }) => key),
    origins: new Map(origins.map((origin) => [origin.key, origin])),
  }
}

/** What becomes of one call, of all that is held of its reports. */
export function planOf(call: Call, { rows, origins }: Held): Plan {
  const lines = new Map(
    call.map((key) => {
      const byLine = groupBy(rows.get(key) ?? [], ({ line }) => line)
      return [key, [...byLine.values()].flatMap((of) => lineOf(of) ?? [])]
    }),
  )
  const reports = call.flatMap((key) => {
    const origin = origins.get(key)
    return (origin && reportOf(lines.get(key) ?? [], origin)) ?? []
  })
  const decision = decide(reports)
  const { winner, known } = decision
  const losers = reports.filter(({ key, gone }) => key !== winner && !gone)
  const takenBack = losers.flatMap(({ key }) =>
    (lines.get(key) ?? []).filter(({ stands }) => stands !== null),
  )
  const counted = winner === null ? [] : (lines.get(winner) ?? [])
  const wanted = counted.map((line) => ({ line, known, context: contextOf(line, known) }))
  return { call, decision, takenBack, wanted }
}
