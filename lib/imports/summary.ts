import { add, type Decimal, formatDecimal, ZERO } from "@/lib/money"
import { BILL_TOKENS, type BillLine, type ReadBill } from "./bill"
import type { ImportAnswer } from "./schema"

const MOST_DAYS = 400
const MOST_MODELS = 200

/** A day for which an older bill counts until now. */
export interface SupersededDay {
  biller: string
  account: string
}

type Sums = ImportAnswer["total"]

/** Amounts by currency, calls and tokens of some lines; null where none of them tells. */
export function sumsOf(
  lines: readonly Pick<BillLine, "amount" | "currency" | "requests" | "tokens">[],
): Sums {
  const amounts = new Map<string, Decimal>()
  let requests: bigint | null = null
  let tokens: bigint | null = null
  for (const line of lines) {
    if (line.amount && line.currency !== null) {
      amounts.set(line.currency, add(amounts.get(line.currency) ?? ZERO, line.amount))
    }
    if (line.requests !== null) requests = (requests ?? 0n) + line.requests
    for (const name of BILL_TOKENS) {
      const count = line.tokens[name]
      if (count !== undefined) tokens = (tokens ?? 0n) + count
    }
  }
  return {
    amounts: [...amounts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount: formatDecimal(amount) })),
    requests: requests === null ? null : Number(requests),
    tokens: tokens === null ? null : Number(tokens),
  }
}

function grouped(lines: readonly BillLine[], keyOf: (line: BillLine) => string): Map<string, BillLine[]> {
  const groups = new Map<string, BillLine[]>()
  for (const line of lines) {
    const key = keyOf(line)
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  return groups
}

function billersOf({ days }: ReadBill, superseded: readonly SupersededDay[]): ImportAnswer["billers"] {
  const keys = new Map(
    days.map(({ biller, account }) => [JSON.stringify([biller, account]), { biller, account }]),
  )
  return [...keys.values()].map(({ biller, account }) => {
    const of = (day: SupersededDay) => day.biller === biller && day.account === account
    const own = days
      .filter(of)
      .map(({ day }) => day)
      .sort()
    return {
      provider: biller,
      account,
      from: own[0] ?? "",
      to: own.at(-1) ?? "",
      days: own.length,
      supersedes: superseded.filter(of).length,
    }
  })
}

/** What a bill says, by biller, day and model. */
export function summaryOf(bill: ReadBill, superseded: readonly SupersededDay[]) {
  const { lines } = bill
  const byDay = [...grouped(lines, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1))
  const byModel = [
    ...grouped(lines, ({ biller, model, kind }) => JSON.stringify([biller, model, kind])).values(),
  ]
  return {
    billers: billersOf(bill, superseded),
    rows: bill.rows,
    lines: lines.length,
    unread: bill.unread,
    unread_rows: bill.unreadRows,
    total: sumsOf(lines),
    by_day: byDay.slice(0, MOST_DAYS).map(([day, some]) => ({ day, ...sumsOf(some) })),
    by_model: byModel.slice(0, MOST_MODELS).flatMap((some) => {
      const [first] = some
      return first ? [{ provider: first.biller, model: first.model, kind: first.kind, ...sumsOf(some) }] : []
    }),
  }
}
