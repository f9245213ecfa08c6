import { eventDigest } from "@/lib/ledger/identity"
import type { Logged } from "./ack-log"

/** What the ledger must hold of one event once everything has settled. */
export interface Expected {
  sourceId: number
  id: string
  /** Of the event in the ledger. */
  key: bigint
  /** A void is stored and has no charges of its own. */
  hasCharges: boolean
  /** Calls that it adds to the totals: 0 when a correction took it out. */
  calls: number
  /** Pico that it adds to the totals; an unpriced call adds nothing. */
  billed: bigint
  unpriced: number
  /** False: the event may be absent, since it was never answered. */
  acked: boolean
}

/** Works out, from the log alone, what each event of one organisation must come to. */
export function expectedOf(logged: readonly Logged[], sourceOf: (sender: number) => number): Expected[] {
  const nameOf = (sender: number, id: string) => `${sender} ${id}`
  const corrected = new Set(
    logged.flatMap(({ sender, target, acked }) => (target && acked ? [nameOf(sender, target)] : [])),
  )
  return logged.map(({ sender, id, kind, billed, acked }) => {
    const sourceId = sourceOf(sender)
    const counts = kind !== "void" && !corrected.has(nameOf(sender, id))
    return {
      sourceId,
      id,
      key: eventDigest(sourceId, id).key,
      hasCharges: kind !== "void",
      calls: counts ? 1 : 0,
      billed: counts ? (billed ?? 0n) : 0n,
      unpriced: counts && billed === null ? 1 : 0,
      acked,
    }
  })
}

export interface Totals {
  calls: number
  billed: bigint
  unpriced: number
}

export function totalsOf(expected: readonly Expected[]): Totals {
  const totals: Totals = { calls: 0, billed: 0n, unpriced: 0 }
  for (const event of expected) {
    totals.calls += event.calls
    totals.billed += event.billed
    totals.unpriced += event.unpriced
  }
  return totals
}
