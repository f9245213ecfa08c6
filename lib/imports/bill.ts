import { add, type Decimal, ZERO } from "@/lib/money"

/** What a line of a bill is for; a correction takes back or charges again what was charged for usage before. */
export const LINE_KINDS = ["usage", "correction", "fee", "credit", "tax", "adjustment"] as const
export type LineKind = (typeof LINE_KINDS)[number]

/** Counts of tokens as a bill states them; `input` where it does not part the input. */
export const BILL_TOKENS = ["input", "input_uncached", "cache_read", "cache_write", "output"] as const
export type BillTokens = Partial<Record<(typeof BILL_TOKENS)[number], bigint>>

/** One row of a provider's file. */
export interface BillRow {
  /** Who charges it: a provider, or a gateway that bills itself. */
  biller: string
  /** Of several with one provider; empty where there is one. */
  account: string
  /** `YYYY-MM-DD`, a day of the bill's own zone. */
  day: string
  model: string | null
  /** The service tier it names, in the price book's words, such as `batch`. */
  tier?: string
  kind: LineKind
  /** What the bill calls it. */
  item: string
  amount: { value: Decimal; currency: string } | null
  requests: bigint | null
  tokens: BillTokens
}

/** Rows that agree in all but their numbers, added up. */
export interface BillLine extends Omit<BillRow, "amount"> {
  currency: string | null
  amount: Decimal | null
  /** Decimal places of the most exact amount. */
  scale: number
  /** How many amounts were added. */
  rows: number
}

/** 0: no tokens; 1: tokens; 2: calls as well, or a report of usage. */
export type UsageRank = 0 | 1 | 2

/** A day that a bill speaks for, whether it names anything on it or not. */
export interface BillDay {
  biller: string
  account: string
  day: string
  hasCost: boolean
  usageRank: UsageRank
}

export interface UnreadRow {
  /** As the file counts them, the first is 1. */
  row: number
  detail: string
}

/** A file as it was read. */
export interface ReadBill {
  zone: string
  lines: BillLine[]
  days: BillDay[]
  /** Rows that were read. */
  rows: number
  unread: number
  unreadRows: UnreadRow[]
}

/** Of what amounts a bill tells: what usage cost, fees and the like, or both. */
export interface Told {
  usageCost: boolean
  charges: boolean
}

const dayKey = ({ biller, account, day }: Pick<BillDay, "biller" | "account" | "day">) =>
  keyOf([biller, account, day])

/**
 * What a file tells of each of its days, in their order. One that names no amount at all says that nothing was charged. A
 * day with corrections alone tells nothing of what its usage cost: it takes no bill's place.
 */
export function toldBy({ lines, days }: ReadBill): Told[] {
  const priced = lines.filter(({ amount }) => amount !== null)
  const corrected = new Set(priced.filter(({ kind }) => kind === "correction").map(dayKey))
  const other = priced.filter(({ kind }) => kind !== "correction")
  const onDays = new Set(other.map(dayKey))
  const usageCost = other.some(({ kind }) => kind === "usage")
  const charges = other.some(({ kind }) => kind !== "usage")
  const all = usageCost || charges ? { usageCost, charges } : { usageCost: true, charges: true }
  return days.map((day) => {
    const key = dayKey(day)
    return corrected.has(key) && !onDays.has(key) ? { usageCost: false, charges: true } : all
  })
}

const MOST_TOLD = 50
/** Lines that a bill holds after rows were added up. */
export const MOST_LINES = 100_000
/** Days of all of a file's accounts: fifty years of one. */
export const MOST_DAYS = 20_000

const keyOf = (parts: readonly (string | null)[]) => JSON.stringify(parts)

/** Adds up rows as they come, so that a file of any length takes the memory of its lines alone. */
export class BillCollector {
  readonly #lines = new Map<string, BillLine>()
  readonly #days = new Map<string, BillDay>()
  readonly #unreadRows: UnreadRow[] = []
  #rows = 0
  #unread = 0

  /** A row that cannot be read: told, and in no sum. */
  refuse(row: number, detail: string): void {
    this.#unread += 1
    if (this.#unreadRows.length < MOST_TOLD) this.#unreadRows.push({ row, detail })
  }

  add(told: BillRow, rank: UsageRank): void {
    this.#rows += 1
    const { row, usageRank } = asCorrection(told, rank)
    const { biller, account, day, model, tier = null, kind, item, amount } = row
    const currency = amount?.currency ?? null
    this.cover({ biller, account, day, hasCost: amount !== null, usageRank })
    const key = keyOf([biller, account, day, model, tier, kind, item, currency])
    const known = this.#lines.get(key)
    if (known) addTo(known, row)
    else {
      const { amount: _, ...rest } = row
      const value = amount?.value ?? null
      this.#lines.set(key, { ...rest, currency, amount: value, scale: value?.scale ?? 0, rows: 1 })
    }
  }

  /** The bill speaks for this day, also where it names nothing on it. */
  cover(day: BillDay): void {
    const key = keyOf([day.biller, day.account, day.day])
    const known = this.#days.get(key)
    if (!known) this.#days.set(key, { ...day })
    else {
      known.hasCost ||= day.hasCost
      if (day.usageRank > known.usageRank) known.usageRank = day.usageRank
    }
  }

  get lineCount(): number {
    return this.#lines.size
  }

  /** Rows that were read so far, whether they could be used or not. */
  get seen(): number {
    return this.#rows + this.#unread
  }

  done(zone: string): ReadBill {
    return {
      zone,
      lines: [...this.#lines.values()],
      days: [...this.#days.values()],
      rows: this.#rows,
      unread: this.#unread,
      unreadRows: this.#unreadRows,
    }
  }
}

/** Nobody uses less than nothing: an amount below zero takes back what was charged, and its counts are no usage. */
function asCorrection(row: BillRow, usageRank: UsageRank): { row: BillRow; usageRank: UsageRank } {
  const takesBack = row.kind === "usage" && row.amount !== null && row.amount.value.digits < 0n
  if (!takesBack && row.kind !== "correction") return { row, usageRank }
  return { row: { ...row, kind: "correction", requests: null, tokens: {} }, usageRank: 0 }
}

function addTo(line: BillLine, { amount, requests, tokens }: BillRow): void {
  line.rows += 1
  if (amount) {
    line.amount = add(line.amount ?? ZERO, amount.value)
    line.scale = Math.max(line.scale, amount.value.scale)
  }
  if (requests !== null) line.requests = (line.requests ?? 0n) + requests
  const sums = { ...line.tokens }
  for (const name of BILL_TOKENS) {
    const count = tokens[name]
    if (count !== undefined) sums[name] = (sums[name] ?? 0n) + count
  }
  line.tokens = sums
}
