import { draftEvent, type Pricing, statedTokens } from "@/lib/ledger/charges"
import { sumOf } from "@/lib/ledger/describe-event"
import { namesOneCall } from "@/lib/ledger/identity"
import type { EventDraft } from "@/lib/ledger/usage-event"
import type { Pico } from "@/lib/money"
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

/** What a call states, as the ledger takes it. */
interface Stated {
  tokens: number
  /** Null where no price is known. */
  billed: Pico | null
  draft: EventDraft | null
}

const NOTHING: Stated = { tokens: 0, billed: null, draft: null }

function statedBy({ event }: KeptCall, pricing: Pricing): Stated {
  const read = readEvent(event, { now: new Date(), backfill: true })
  if (!read.ok) return NOTHING
  const result = draftEvent(read.event, pricing)
  if (!result.ok) return NOTHING
  const { draft } = result
  return {
    tokens: statedTokens(read.event),
    billed: sumOf(draft.charges.map(({ billed }) => billed)),
    draft,
  }
}

function isOfModel(below: Stated, above: Stated): boolean {
  const modelsOf = ({ draft }: Stated) => draft?.charges.map(({ model }) => model) ?? []
  const [first] = modelsOf(above)
  return below.draft?.provider === above.draft?.provider && modelsOf(below).every((model) => model === first)
}

/**
 * Whether calls may stand for a sum as to money: they cost as much, or are calls of its model while it leaves out what
 * makes them cheaper, such as cached tokens. Equal tokens of a cheap model would take the price of a dear one away.
 */
function costAsMuch(above: Stated, below: readonly Stated[]): boolean {
  if (above.billed === null) return true
  const billed = below.reduce((sum, call) => sum + (call.billed ?? 0n), 0n)
  if (billed * 100n >= above.billed * 99n) return true
  return above.draft?.event.estimated === true && below.every((call) => isOfModel(call, above))
}

function tellsAll(above: KeptCall, below: readonly KeptCall[], pricing: Pricing): boolean {
  const sum = statedBy(above, pricing)
  const stated = below.map((call) => statedBy(call, pricing))
  const tokens = stated.reduce((all, call) => all + call.tokens, 0)
  return tokens >= sum.tokens * (1 - ROUNDING) && costAsMuch(sum, stated)
}

/**
 * A source that tells of calls below a span of its own says itself that the span is a sum. Another source's calls
 * count in a sum's place only once they stand in the ledger and tell as many tokens and as much money: whoever knows a
 * trace's ids could take money away otherwise. The deepest first, so that no sum is held against what is itself repeated.
 */
function heldAgainstOthers(
  sums: ReadonlyMap<KeptCall, Sum>,
  repeated: Set<KeptCall>,
  pricing: Pricing,
): Set<KeptCall> {
  const overlapping = new Set<KeptCall>()
  for (const [above, { below }] of [...sums].sort(([, a], [, b]) => b.depth - a.depth)) {
    if (repeated.has(above) || above.state === "gone") continue
    const standing = below.filter((call) => call.state === "counted" && !repeated.has(call))
    if (standing.length === 0) continue
    if (tellsAll(above, standing, pricing)) repeated.add(above)
    else overlapping.add(above)
  }
  return overlapping
}

/** `pricing`: by which several sources' calls are compared; without it every source's are taken alone. */
export function repeatedIn(window: TraceWindow, ancestors: Ancestors, pricing: Pricing | null): Repeated {
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
  return { repeated, overlapping: pricing ? heldAgainstOthers(sums, repeated, pricing) : new Set() }
}
