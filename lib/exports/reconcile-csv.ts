import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { reconcile } from "@/lib/reconcile/reconcile"
import type { ReconcileAnswer, ReconcileFigures, ReconcileRow } from "@/lib/reconcile/schema"
import { PARTS } from "@/lib/reconcile/split"
import type { ReconcileCsvQuery } from "./schema"
import { BOM, CSV_TYPE } from "./spend-csv"
import type { ExportFile } from "./stream"

const HEAD = [
  ...["row", "day", "provider", "model", "state", "bill", "ledger", "difference"],
  ...PARTS,
  ...[
    "adjusted",
    "left",
    "unpriced_calls",
    "bill_calls",
    "ledger_calls",
    "bill_tokens",
    "ledger_tokens",
    "causes",
    "notes",
  ],
]

function figures(of: ReconcileFigures): string[] {
  const { bill, ledger, difference, parts, adjusted, left, unpriced_calls: unpriced } = of
  return [bill, ledger, difference, ...PARTS.map((part) => parts[part]), adjusted, left, unpriced].map(
    figureCell,
  )
}

function rowLine(row: ReconcileRow): string {
  const { day, provider, model, state, calls, tokens, causes, notes } = row
  return csvLine([
    "row",
    ...[day, provider, model, state].map(textCell),
    ...figures(row),
    ...[calls.bill, calls.ledger, tokens.bill, tokens.ledger].map(figureCell),
    textCell(causes.map(({ sentence }) => sentence).join(" ")),
    textCell(notes.map(({ note }) => note).join("; ")),
  ])
}

function headLines({ range, zone, currency, as_of }: ReconcileAnswer, name: string): string[] {
  return [
    `Tollgate: bills against the ledger of ${name}`,
    `Days: ${range.from} to ${range.to} of each bill's own zone`,
    `Zone of the ledger: ${zone}`,
    `Currency: ${currency}`,
    `Generated at: ${as_of}`,
  ]
}

function* lines(answer: ReconcileAnswer, name: string): Generator<string> {
  yield headLines(answer, name).map(commentLine).join("")
  yield csvLine(HEAD)
  for (const row of answer.rows) yield rowLine(row)
  yield csvLine(["total", "", "", "", "", ...figures(answer.total), "", "", "", "", "", ""])
  yield commentLine(`End: ${answer.rows.length} rows and their total`)
}

/** Bills against the ledger: every row with its parts, and the total. */
export async function reconcileCsv(scope: Scope, { bom, ...asked }: ReconcileCsvQuery): Promise<ExportFile> {
  const { name } = await getOrganisation(scope)
  const answer = await reconcile(scope, { ...asked, limit: Number.MAX_SAFE_INTEGER })
  const { from, to } = answer.range
  return {
    name: `reconcile_${from}_${to}.csv`,
    type: CSV_TYPE,
    subject: "bills against the ledger",
    asked: { from, to },
    async *chunks() {
      if (bom) yield BOM
      yield* lines(answer, name)
    },
  }
}
