import "server-only"
import { createHash } from "node:crypto"
import { addAnnotation } from "@/lib/annotations/add"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import type { Connection } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { localDate } from "@/lib/time"
import type { PriceImportAnswer } from "./api-schema"
import { insertRow, lockOwn, requireRoom, retire } from "./own-rows"
import { type PriceCsvLine, priceCsv, readPriceCsv } from "./price-csv"
import { type PricePlan, planPrices } from "./price-plan"
import { listOwnPrices } from "./queries"
import type { PriceRow } from "./schema"

const MOST_LINES = 2_000
/** Prices that the entry of the audit trail names one by one. */
const MOST_NAMED = 100

function linesOf(csv: string): PriceCsvLine[] {
  const lines = readPriceCsv(csv)
  if (lines.length === 0) throw new AppError("invalid", "The file has no line below its head.")
  if (lines.length > MOST_LINES) throw new AppError("too_large", `At most ${MOST_LINES} lines at once.`)
  return lines
}

function answerOf({ lines, adds, ends }: PricePlan): PriceImportAnswer {
  const counted = { added: 0, ended: 0, unchanged: 0, invalid: 0 }
  for (const { state } of lines) counted[state] += 1
  // The day on which somebody looked is no part of what would change.
  const facts = JSON.stringify([lines, adds.map(({ asOf: _, ...row }) => row), ends.map(({ id }) => id)])
  return { ...counted, lines, preview: createHash("sha256").update(facts).digest("base64url") }
}

/** What importing a file would do, line by line; nothing changes. Throws `invalid` on what is no such file. */
export async function previewImport(scope: Scope, csv: string): Promise<PriceImportAnswer> {
  const lines = linesOf(csv)
  const { zone } = await getOrganisation(scope)
  const standing = await listOwnPrices(scope)
  return answerOf(planPrices(lines, standing, zone, localDate(new Date(), zone)))
}

/** One marker for all prices that begin at one instant. */
async function annotate(on: Connection, scope: Scope, adds: readonly PriceRow[]): Promise<void> {
  const byStart = new Map<string, PriceRow[]>()
  for (const row of adds) {
    const start = row.effectiveFrom ?? new Date().toISOString()
    byStart.set(start, [...(byStart.get(start) ?? []), row])
  }
  for (const [start, rows] of byStart) {
    const providers = [...new Set(rows.map(({ provider }) => provider))].join(", ")
    const text = `${rows.length} ${rows.length === 1 ? "price" : "prices"} imported`
    await addAnnotation(on, scope, {
      kind: "price_change",
      entity: providers.slice(0, 256),
      text,
      time: new Date(start),
    })
  }
}

const wordsOf = (row: PriceRow) =>
  `${row.provider} ${row.models.join(", ")} from ${row.effectiveFrom ?? "ever"}`

/** All rows as they will be. */
function rowsAfter(own: readonly { id: number; row: PriceRow }[], { adds, ends }: PricePlan): PriceRow[] {
  const ended = new Map(ends.map(({ id, after }) => [id, after]))
  const kept = own.map(({ id, row }) => (ended.has(id) ? (ended.get(id) ?? null) : row))
  return [...kept.filter((row) => row !== null), ...adds]
}

/**
 * Adds and ends what a previewed file says, all of it or nothing. Throws `invalid` where a line cannot be used and
 * `conflict` where by now the file would do something else than its preview said.
 */
export async function importPrices(
  scope: Scope,
  csv: string,
  preview: string | null,
): Promise<PriceImportAnswer> {
  const { orgId } = scope
  const lines = linesOf(csv)
  const { zone } = await getOrganisation(scope)
  return changeInTurn(orgId, async (on) => {
    const own = (await lockOwn(on, orgId)).sort((a, b) => b.id - a.id)
    const plan = planPrices(lines, own, zone, localDate(new Date(), zone))
    const answer = answerOf(plan)
    if (answer.invalid > 0) {
      const errors = plan.lines.flatMap(({ line, state, detail }) =>
        state === "invalid" ? [{ pointer: `/csv/${line}`, detail: detail ?? "It cannot be read." }] : [],
      )
      throw new AppError("invalid", `${answer.invalid} lines cannot be used. Nothing was imported.`, {
        errors,
      })
    }
    if (preview !== null && answer.preview !== preview) {
      throw new AppError(
        "conflict",
        "The prices changed since the preview. Nothing was imported: preview again.",
      )
    }
    requireRoom(rowsAfter(own, plan))
    for (const { id, after } of plan.ends) {
      await retire(on, orgId, id)
      if (after) await insertRow(on, scope, after)
    }
    for (const row of plan.adds) await insertRow(on, scope, row)
    await annotate(on, scope, plan.adds)
    if (answer.added + answer.ended > 0) {
      await recordAudit(on, scope, {
        action: "price.import",
        subject: `${answer.added} prices added, ${plan.ends.length} ended`,
        after: {
          added: plan.adds.slice(0, MOST_NAMED).map(wordsOf),
          ended: plan.ends.slice(0, MOST_NAMED).map(({ row }) => wordsOf(row)),
        },
      })
    }
    return answer
  })
}

/** The organisation's own prices as a file that the import reads back. */
export async function exportPrices(scope: Scope): Promise<string> {
  const { zone } = await getOrganisation(scope)
  const own = await listOwnPrices(scope)
  return priceCsv(
    own.map(({ row }) => row),
    zone,
  )
}
