import type { Pico } from "@/lib/money"
import { picoToString } from "@/lib/money"
import { formatCount } from "@/lib/money-format"
import type { OpenCell } from "./assemble"
import { billTokens, isWorthUnknown, type Moved, type Part, type Parts } from "./split"
import { CLASSES, isNone, minus } from "./tokens"
import { roundingWords } from "./words"

export const CAUSE_CODES = [
  "missing_events",
  "surplus_events",
  "unknown_model",
  "not_billed",
  "tokens",
  "price",
  "unpriced",
  "correction",
  "fee",
  "credit",
  "ledger_credit",
  "tax",
  "adjustment",
  "time_zone",
  "midnight",
  "rounding",
  "unknown",
] as const
export type CauseCode = (typeof CAUSE_CODES)[number]

/** One reason of a difference, in a sentence. */
export interface Cause {
  code: CauseCode
  part: Part
  pico: Pico
  sentence: string
}

const abs = (value: bigint) => (value < 0n ? -value : value)
const counted = (count: bigint, one: string) =>
  `${formatCount(Number(count))} ${one}${count === 1n ? "" : "s"}`

const CLASS_WORDS = {
  input_uncached: "input",
  cache_read: "cached input",
  cache_write: "cache write",
  output: "output",
} as const

function eventsCause({ bill, ledger }: OpenCell, pico: Pico, { moved, isKnown }: CauseOptions): Cause {
  const cause = (code: CauseCode, sentence: string): Cause => ({ code, part: "events", pico, sentence })
  if (ledger.calls === 0n && isNone(ledger.tokens) && ledger.billed === 0n) {
    return isKnown
      ? cause("missing_events", "No event of this day names this model.")
      : cause("unknown_model", "No event of these days names this model.")
  }
  if (bill.usage === 0n && (bill.tokens === null || isNone(bill.tokens))) {
    return cause(
      "not_billed",
      "The bill does not name this model: another account or route may be billed for it.",
    )
  }
  const calls = bill.calls === null ? null : bill.calls - ledger.calls - (moved?.calls ?? 0n)
  if (pico > 0n) {
    const many = calls === null || calls <= 0n ? "Events" : counted(calls, "event")
    return cause("missing_events", `${many} of the bill ${calls === 1n ? "is" : "are"} missing here.`)
  }
  const many = calls === null || calls >= 0n ? "Events" : counted(-calls, "event")
  const what = calls === -1n ? "is" : "are"
  return cause("surplus_events", `${many} here ${what} not on the bill: counted twice, or billed elsewhere.`)
}

function tokensCause(cell: OpenCell, pico: Pico): Cause {
  const { bill, ledger } = cell
  const told = billTokens(bill, ledger.tokens)
  const difference = told ? minus(told, ledger.tokens) : null
  const words = CLASSES.flatMap((name) => {
    const count = difference?.[name] ?? 0n
    return count === 0n
      ? []
      : [`${formatCount(Number(abs(count)))} ${count > 0n ? "more" : "fewer"} ${CLASS_WORDS[name]}`]
  })
  return { code: "tokens", part: "tokens", pico, sentence: `The bill counts ${words.join(", ")} tokens.` }
}

/** By how much the bill's price lies above or below, in tenths of a percent. */
function percent(pico: Pico, of: Pico): string {
  const tenths = (abs(pico) * 1_000n + of / 2n) / of
  return `${tenths / 10n}.${tenths % 10n}%`
}

function priceCause({ bill, tiers }: OpenCell, pico: Pico): Cause {
  const expected = bill.usage - pico
  const by = expected > 0n ? `${percent(pico, expected)} ` : ""
  const named = tiers.size > 0 ? `; it charges the tier ${[...tiers].sort().join(" and ")}` : ""
  const sentence = `The bill's price is ${by}${pico > 0n ? "above" : "below"} the price book${named}.`
  return { code: "price", part: "price", pico, sentence }
}

const CHARGED = {
  correction: "A correction of usage that was billed before",
  fee: "A fee that is no usage",
  credit: "A credit on the bill",
  tax: "Tax",
  adjustment: "An adjustment of the bill",
} as const

function chargeCauses({ bill, ledger, items }: OpenCell): Cause[] {
  const namedOf = (kind: keyof typeof CHARGED) => {
    const names = new Set(items.filter((each) => each.kind === kind).map(({ item }) => item))
    return names.size > 0 ? `: ${[...names].slice(0, 3).join("; ")}` : ""
  }
  const causes = (["correction", "fee", "credit", "tax", "adjustment"] as const).flatMap((code): Cause[] => {
    const pico = bill.charged[code] - (code === "fee" ? ledger.fees : 0n)
    return pico === 0n ? [] : [{ code, part: "charges", pico, sentence: `${CHARGED[code]}${namedOf(code)}.` }]
  })
  if (ledger.credits === 0n) return causes
  const sentence = "A grant here pays it: the bill shows it before credits, or not as a credit."
  return [...causes, { code: "ledger_credit", part: "charges", pico: -ledger.credits, sentence }]
}

function timingCauses({ ledger }: OpenCell, timing: Pico, zones: { own: string; bill: string }): Cause[] {
  const shift = ledger.billed - ledger.local
  const causes: Cause[] = []
  if (shift !== 0n) {
    const sentence = `The bill's day is one of ${zones.bill}, the ledger's one of ${zones.own}.`
    causes.push({ code: "time_zone", part: "timing", pico: shift, sentence })
  }
  if (timing !== shift) {
    const sentence = "Calls around midnight stand on the neighbouring day of the bill."
    causes.push({ code: "midnight", part: "timing", pico: timing - shift, sentence })
  }
  return causes
}

/** What the bill charges for calls without a price is no price that differs. */
function unpricedCause({ ledger }: OpenCell, pico: Pico): Cause {
  const sentence = `${counted(ledger.unpricedCalls, "call")} without a price: what the ledger should hold is not known.`
  return { code: "unpriced", part: "unknown", pico, sentence }
}

function unknownSentence({ model, told }: OpenCell): string {
  if (model === null) return "The bill does not tell models apart: export its costs by model or line item."
  return told.input || told.output
    ? "The bill tells a part of the tokens: import the usage report of this day for every account."
    : "The bill tells no tokens: import the usage report of this day as well."
}

export interface CauseOptions {
  moved: Moved | null
  /** Events of the model are there on other days. */
  isKnown: boolean
  zones: { own: string; bill: string }
  currency: string
}

/** What makes up a difference, the largest first. */
export function causesOf(cell: OpenCell, parts: Parts, options: CauseOptions): Cause[] {
  const { zones, currency } = options
  const causes: Cause[] = []
  if (parts.events !== 0n) causes.push(eventsCause(cell, parts.events, options))
  if (parts.tokens !== 0n) causes.push(tokensCause(cell, parts.tokens))
  if (parts.price !== 0n) causes.push(priceCause(cell, parts.price))
  causes.push(...chargeCauses(cell), ...timingCauses(cell, parts.timing, zones))
  if (parts.rounding !== 0n) {
    const [left, most] = [abs(parts.rounding), cell.bill.allowance].map((pico) =>
      roundingWords(picoToString(pico), currency),
    )
    const sentence = `The bill's decimals leave ${left}; they can come to ${most}.`
    causes.push({ code: "rounding", part: "rounding", pico: parts.rounding, sentence })
  }
  if (isWorthUnknown(cell.ledger)) causes.push(unpricedCause(cell, parts.unknown))
  else if (parts.unknown !== 0n) {
    causes.push({ code: "unknown", part: "unknown", pico: parts.unknown, sentence: unknownSentence(cell) })
  }
  return causes.sort((a, b) => (abs(b.pico) > abs(a.pico) ? 1 : abs(b.pico) < abs(a.pico) ? -1 : 0))
}
