import type { Connection } from "@/lib/db/query"
import { FLAG } from "@/lib/ledger/usage-event"
import { type Call, callsOf } from "./group-calls"
import { linesOf, type OpenReport, originsOf } from "./read-reports"

/** Which source tells what a call cost by each event; none for what is gone or says only who caused it. */
async function tellersOf(on: Connection, orgId: number, keys: readonly bigint[]) {
  const origins = await originsOf(on, orgId, keys)
  const gone = new Set(origins.flatMap(({ key, is_gone }) => (is_gone ? [key] : [])))
  const tellers = new Map<bigint, number>()
  for (const { key, flags, source_id } of await linesOf(on, orgId, keys))
    if (!gone.has(key) && (flags & FLAG.attributionOnly) === 0) tellers.set(key, source_id)
  return tellers
}

/**
 * The open reports, without what joins two calls that are none: one report that names a response and a span makes one
 * call of two, but where another source has told of both it knows that they are two. Whoever learns of their ids could
 * take the cheaper one's money away otherwise. A source's own reports it may join as it likes.
 */
export async function withoutFalseBridges(
  on: Connection,
  orgId: number,
  open: readonly OpenReport[],
): Promise<OpenReport[]> {
  const sides = open.flatMap((report) =>
    report.also_key === null ? [] : [{ ...report, call_key: report.also_key, also_key: null }],
  )
  if (sides.length === 0) return [...open]
  const apart = open.map((report) => ({ ...report, also_key: null }))
  const calls = await callsOf(on, orgId, [...apart, ...sides])
  const tellers = await tellersOf(on, orgId, calls.flat())
  const callOf = new Map<bigint, Call>(calls.flatMap((call) => call.map((key) => [key, call] as const)))
  return open.map((report) => {
    const one = callOf.get(report.call_key) ?? []
    const other = report.also_key === null ? one : (callOf.get(report.also_key) ?? [])
    if (one === other) return report
    const own = tellers.get(report.event_key)
    const sources = new Set(one.map((key) => tellers.get(key)))
    const both = other.map((key) => tellers.get(key))
    if (both.some((source) => source !== undefined && source !== own && sources.has(source)))
      return { ...report, also_key: null }
    const joined = [...one, ...other]
    for (const key of joined) callOf.set(key, joined)
    return report
  })
}
