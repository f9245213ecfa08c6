import { compare, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import {
  changeTenths,
  formatChangeTenths,
  formatCount,
  formatMoney,
  formatMoneyChange,
} from "@/lib/money-format"
import { CAUSES, type Cause } from "./change"
import type { ChangeAnswer, ChangeMeasures } from "./schema"

interface CauseWords {
  label: string
  /** What it means, for who asks. */
  meaning: string
  /** After "mostly because": where it raised spend, and where it lowered it. */
  more: string
  less: string
}

export const CAUSE_WORDS: Record<Cause, CauseWords> = {
  volume: {
    label: "Volume",
    meaning: "More or fewer calls, with the same shares of models",
    more: "more calls were made",
    less: "fewer calls were made",
  },
  mix: {
    label: "Model mix",
    meaning: "Other models, or other shares of the same models",
    more: "dearer models were used",
    less: "cheaper models were used",
  },
  length: {
    label: "Context length",
    meaning: "Longer or shorter prompts and answers",
    more: "prompts and answers got longer",
    less: "prompts and answers got shorter",
  },
  cache: {
    label: "Cache hits",
    meaning: "Another part of the input read from or written to cache",
    more: "less input came cheaply from cache",
    less: "more input came cheaply from cache",
  },
  price: {
    label: "Price",
    meaning: "The same tokens for another amount",
    more: "prices rose",
    less: "prices fell",
  },
  new: {
    label: "New",
    meaning: "Had no calls in the period before",
    more: "of what is new",
    less: "of what is new",
  },
  gone: {
    label: "Gone",
    meaning: "Has no calls in this period",
    more: "of what is gone",
    less: "of what is gone",
  },
  other: {
    label: "Fees and other",
    meaning: "Fees, calls without a price, and whatever no token explains",
    more: "of fees and calls without a price",
    less: "of fees and calls without a price",
  },
}

function absolute(amount: string): string {
  const { digits, scale } = parseDecimal(amount)
  return formatDecimal({ digits: digits < 0n ? -digits : digits, scale })
}

/** The cause that moved spend most in the direction that it went; null where nothing did. */
function mainCause({ causes, difference }: ChangeMeasures): Cause | null {
  const sign = compare(parseDecimal(difference), ZERO)
  const along = CAUSES.filter((cause) => compare(parseDecimal(causes[cause]), ZERO) === sign)
  const size = (cause: Cause) => parseDecimal(absolute(causes[cause]))
  return along.sort((a, b) => compare(size(b), size(a)))[0] ?? null
}

const NO_PRICE = {
  one: "has no price and is in no amount here.",
  many: "have no price and are in no amount here.",
}

/** What is in no amount, as a sentence; empty where everything has a price. */
export function unpricedSentence({ unpriced: { before, after } }: Pick<ChangeMeasures, "unpriced">): string {
  if (before === 0 && after === 0) return ""
  const calls = (count: number) => `${formatCount(count)} ${count === 1 ? "call" : "calls"}`
  if (before === 0) return `${calls(after)} of this period ${NO_PRICE[after === 1 ? "one" : "many"]}`
  if (after === 0) return `${calls(before)} of the period before ${NO_PRICE[before === 1 ? "one" : "many"]}`
  return `${calls(after)} of this period and ${formatCount(before)} of the one before ${NO_PRICE.many}`
}

/** `Spend rose $1,204.33 (+12.5%), mostly because dearer models were used (+$900.00).` */
export function changeSentence(answer: ChangeAnswer): string {
  const { before, after, difference, causes, currency } = answer
  const sign = compare(parseDecimal(difference), ZERO)
  if (sign === 0) return `Spend is the same as before: ${formatMoney(after, currency)}.`
  const cause = mainCause(answer)
  const tenths = changeTenths(after, before)
  const percent = tenths === null ? "" : ` (${formatChangeTenths(tenths)})`
  const size = formatMoney(absolute(difference), currency)
  const head = `Spend ${sign > 0 ? "rose" : "fell"} ${size}${percent}`
  if (!cause) return `${head}.`
  const words = CAUSE_WORDS[cause][sign > 0 ? "more" : "less"]
  return `${head}, mostly because ${words} (${formatMoneyChange(causes[cause], currency)}).`
}
