import { itemOf } from "@/lib/ledger/stored-line"
import { FLAG } from "@/lib/ledger/usage-event"
import { TOKEN_CLASSES } from "@/lib/providers/schema"
import { zonedStart } from "@/lib/time"
import type { LineNow, Repriced } from "./reprice"

/** What a re-rate makes of the lines of one context in one month. */
export interface Difference {
  month: Date
  contextId: number
  /** Calls by their first line, so that none counts twice. */
  calls: number
  /** Calls of which a line changes. */
  changed: number
  listBefore: bigint
  listAfter: bigint
  billedBefore: bigint
  billedAfter: bigint
  unpricedCallsBefore: number
  unpricedCallsAfter: number
  unpricedTokensBefore: number
  unpricedTokensAfter: number
}

function none(month: Date, contextId: number): Difference {
  return {
    ...{ month, contextId, calls: 0, changed: 0 },
    ...{ listBefore: 0n, listAfter: 0n, billedBefore: 0n, billedAfter: 0n },
    ...{ unpricedCallsBefore: 0, unpricedCallsAfter: 0, unpricedTokensBefore: 0, unpricedTokensAfter: 0 },
  }
}

function tokensOf(line: LineNow): number {
  const { classes } = itemOf(line)
  return TOKEN_CLASSES.reduce((sum, key) => sum + classes[key], 0)
}

const isUnpriced = (flags: number, line: number) => (line === 0 && (flags & FLAG.unpriced) !== 0 ? 1 : 0)

/** Sums calls as the cubes do: an unknown amount adds nothing to its sum, and its tokens to the unpriced ones. */
export function differencesOf(calls: readonly (readonly Repriced[])[], zone: string): Difference[] {
  const sums = new Map<string, Difference>()
  const sumOf = ({ time, context_id }: LineNow) => {
    const month = zonedStart(time, "month", zone)
    const id = `${month.getTime()} ${context_id}`
    const sum = sums.get(id) ?? none(month, context_id)
    sums.set(id, sum)
    return sum
  }
  for (const call of calls) {
    const isChanged = call.some(({ changed }) => changed)
    for (const { line, price } of call) {
      const sum = sumOf(line)
      if (line.line === 0) {
        sum.calls += 1
        if (isChanged) sum.changed += 1
      }
      sum.listBefore += line.list_pico ?? 0n
      sum.listAfter += price.list ?? 0n
      sum.billedBefore += line.billed_pico ?? 0n
      sum.billedAfter += price.billed ?? 0n
      sum.unpricedCallsBefore += isUnpriced(line.flags, line.line)
      sum.unpricedCallsAfter += isUnpriced(price.flags, line.line)
      if (line.billed_pico === null) sum.unpricedTokensBefore += tokensOf(line)
      if (price.billed === null) sum.unpricedTokensAfter += tokensOf(line)
    }
  }
  return [...sums.values()]
}
