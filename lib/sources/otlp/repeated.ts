import { statedTokens } from "@/lib/ledger/charges"
import { namesOneCall } from "@/lib/ledger/identity"
import { readEvent } from "../events"
import type { Ancestors } from "./ancestors"
import type { KeptCall, TraceWindow } from "./trace-window"

/** What sources may differ by in counting the same tokens. */
const ROUNDING = 0.01

/** Which spans' usage is counted below them already, and which count beside calls that tell only a part of it. */
export interface Repeated {
  repeated: ReadonlySet<KeptCall>
  overlapping: ReadonlySet<KeptCall>
}

/** A span that states usage, with the calls of other sources below it. */
interface Sum {
  depth: number
  below: KeptCall[]
}

/** The ledger meets both by it. */
function isOneResponse(above: string | null, below: string | null): boolean {
  return above !== null && above === below && namesOneCall(above)
}

/** Counting calls above one, with how deep in the trace each lies. */
function sumsAbove(window: TraceWindow, key: string, call: KeptCall, ancestors: Ancestors) {
  const found: { above: KeptCall; depth: number }[] = []
  let isOther = window.get(key)?.inner === true
  const line = ancestors(key)
  line.forEach(({ call: above, inner }, i) => {
    // A tool that asks a model is called by another answer, which is no sum of it.
    const isApart = isOther && above?.isCall === true
    isOther ||= inner
    if (above === null || isApart) return
    // Two libraries around one call know the same answer: the ledger makes one call of both.
    const isSame = above.isCall && isOneResponse(above.responseId, call.responseId)
    if (!isSame) found.push({ above, depth: line.length - i })
  })
  return found
}

function tokensOf({ event }: KeptCall): number {
  const read = readEvent(event, { now: new Date(), backfill: true })
  return read.ok ? statedTokens(read.event) : 0
}

function tellsAll(above: KeptCall, below: readonly KeptCall[]): boolean {
  let left = tokensOf(above) * (1 - ROUNDING)
  for (const call of below) {
    if (left <= 0) return true
    left -= tokensOf(call)
  }
  return left <= 0
}

/**
 * A source that tells of calls below a span of its own says itself that the span is a sum. Another source's calls
 * count in a sum's place only once they stand in the ledger and tell as many tokens: whoever knows a trace's ids could
 * take money away otherwise. The deepest first, so that no sum is held against what is itself repeated.
 */
function heldAgainstOthers(sums: ReadonlyMap<KeptCall, Sum>, repeated: Set<KeptCall>): Set<KeptCall> {
  const overlapping = new Set<KeptCall>()
  for (const [above, { below }] of [...sums].sort(([, a], [, b]) => b.depth - a.depth)) {
    if (repeated.has(above) || above.state === "gone") continue
    const standing = below.filter((call) => call.state === "counted" && !repeated.has(call))
    if (standing.length === 0) continue
    if (tellsAll(above, standing)) repeated.add(above)
    else overlapping.add(above)
  }
  return overlapping
}

export function repeatedIn(window: TraceWindow, ancestors: Ancestors): Repeated {
  const repeated = new Set<KeptCall>()
  const sums = new Map<KeptCall, Sum>()
  for (const [key, { call }] of window) {
    if (call === null || !(call.counts || call.failed)) continue
    for (const { above, depth } of sumsAbove(window, key, call, ancestors)) {
      if (!above.counts) repeated.add(above)
      else if (!call.counts) continue
      else if (above.sourceId === call.sourceId) repeated.add(above)
      else {
        const sum = sums.get(above) ?? { depth, below: [] }
        sum.below.push(call)
        sums.set(above, sum)
      }
    }
  }
  return { repeated, overlapping: heldAgainstOthers(sums, repeated) }
}
