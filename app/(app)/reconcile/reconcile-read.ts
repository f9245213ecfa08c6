import "server-only"
import type { BillLineRow } from "@/components/reconcile/bills-table"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { AppError } from "@/lib/errors"
import { IMPORTERS } from "@/lib/imports/limits"
import { getBill, listBills } from "@/lib/imports/queries"
import type { Bill, BillDetail } from "@/lib/imports/schema"
import { formatCount, formatMoney } from "@/lib/money-format"
import {
  closerHref,
  RECONCILE_VIEW,
  type ReconcileChoice,
  reconcileChoice,
  reconcileHref,
} from "@/lib/reconcile/address"
import { reconcile } from "@/lib/reconcile/reconcile"
import type { ReconcileQuery, ReconcileRow } from "@/lib/reconcile/schema"
import { toReconcileLines } from "@/lib/reconcile/series"
import { dayWords } from "@/lib/reconcile/words"
import { parseView, type SearchParams, type View } from "@/lib/spend/url"
import { formatInstant } from "@/lib/time-format"
import { mayReconcile } from "./may-reconcile"

const ROWS = 60
const BILLS = 50

function queryOf({ range }: View, { by, provider, model, state }: ReconcileChoice): ReconcileQuery {
  const ends = range.kind === "preset" ? { range: range.preset } : { from: range.from, to: range.to }
  return { ...ends, by, provider, model, state, limit: ROWS }
}

/** The chosen row, whatever the table lists. */
async function readChosen(scope: Scope, view: View, choice: ReconcileChoice): Promise<ReconcileRow | null> {
  const { row } = choice
  if (!row) return null
  const only = { by: "row" as const, provider: [row.provider], model: [row.model ?? ""], state: [] }
  const { rows } = await reconcile(scope, { ...queryOf(view, choice), ...only })
  return rows.find(({ day }) => day === row.day) ?? null
}

function billLine(bill: Bill, zone: string, hrefOf: (bill: number) => string): BillLineRow {
  const { id, name, format, billers, from, to, amounts, days, standing_days: standing } = bill
  return {
    id,
    name: name === "" ? `Bill ${id}` : name,
    href: `${hrefOf(id)}#bill`,
    providers: billers.join(", "),
    format,
    days: from === to ? dayWords(from) : `${dayWords(from)} – ${dayWords(to)}`,
    amount: amounts.map(({ currency, amount }) => formatMoney(amount, currency)).join(", ") || "usage alone",
    counts:
      standing === days
        ? "all"
        : standing === 0
          ? "none"
          : `${formatCount(standing)} of ${formatCount(days)}`,
    isOver: standing === 0,
    unread: bill.unread,
    when: `${formatInstant(new Date(bill.imported_at), zone)}${bill.imported_by ? `, ${bill.imported_by}` : ""}`,
  }
}

async function readOpenBill(scope: Scope, id: number | null): Promise<BillDetail | null> {
  if (id === null) return null
  return getBill(scope, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  })
}

/** Bills against the ledger as the address asks, and the bills there are. */
export async function readReconcile(params: SearchParams) {
  const scope = await requireScope()
  const { ignored, ...view } = parseView(params, RECONCILE_VIEW)
  const choice = reconcileChoice(params)
  const [{ zone, isDemo }, answer, { imports, total }, chosen, opened] = await Promise.all([
    getOrganisation(scope),
    reconcile(scope, queryOf(view, choice)),
    listBills(scope, BILLS),
    readChosen(scope, view, choice),
    readOpenBill(scope, choice.bill),
  ])
  const hrefOf = (change: Partial<ReconcileChoice>) => reconcileHref(view, { ...choice, ...change })
  return {
    ...{ view, choice, answer, ignored, chosen, opened, zone, isDemo },
    lines: toReconcileLines(answer, choice.by, (row) => closerHref(view, choice, row)),
    bills: imports.map((bill) => billLine(bill, zone, (id) => hrefOf({ bill: id }))),
    totalBills: total,
    plainHref: hrefOf({ provider: [], model: [], state: [], row: null }),
    mayChange: mayReconcile(scope, IMPORTERS),
  }
}

export type Reconcile = Awaited<ReturnType<typeof readReconcile>>
