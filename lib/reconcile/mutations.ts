import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { IMPORTERS } from "@/lib/imports/limits"
import { type Pico, parseDecimal, picoToString, toPico } from "@/lib/money"
import { dayPlus } from "./closed"
import type { ComparedRow } from "./compare"
import { compare } from "./reconcile"
import type { NoteInput } from "./schema"
import { partsSum } from "./split"

const MOST_NOTES = 20_000

/** The row that the note is about, as it stands now. Throws `not_found` where nothing is compared there. */
async function rowOf(scope: Scope, { provider, model, day }: NoteInput): Promise<ComparedRow> {
  const only = { by: "row" as const, provider: [provider], model: [model ?? ""], state: [] }
  const { rows } = await compare(scope, { ...only, from: day, to: dayPlus(day, 1) })
  const row = rows.find((each) => each.day === day)
  if (!row) throw new AppError("not_found", "No bill of that day is compared for this provider and model.")
  return row
}

async function amountOf(scope: Scope, input: NoteInput): Promise<Pico | null> {
  const row = await rowOf(scope, input)
  if (input.adjust === null) return null
  if (input.adjust !== "difference") return toPico(parseDecimal(input.adjust))
  return partsSum(row.parts) - row.parts.timing - row.adjusted
}

/**
 * Keeps what somebody says of a difference, with an amount as an adjustment that stands beside the ledger. Throws
 * `invalid` for an adjustment of nothing.
 */
export async function addNote(
  scope: Scope,
  input: NoteInput,
): Promise<{ id: number; amount: string | null }> {
  requireRole(scope, IMPORTERS)
  requireWholeSight(scope)
  const { orgId, actor } = scope
  const pico = await amountOf(scope, input)
  if (pico === 0n)
    throw new AppError("invalid", "There is nothing to adjust: the difference is timing alone.")
  const { provider, model, day, note } = input
  return changeInTurn(orgId, async (on) => {
    const id = await nextId(on, orgId, "bill_note")
    if (id > MOST_NOTES) throw new AppError("too_large", `At most ${MOST_NOTES} notes are kept.`)
    await execute(
      Prisma.sql`insert into bill_note (org_id, id, biller, model, day, note, amount_pico, created_at, created_by,
          created_by_key)
        values (${orgId}, ${id}, ${provider}, ${model ?? ""}, ${day}::date, ${note},
          ${pico === null ? null : pico}::numeric, ${new Date()}, ${actor.kind === "user" ? actor.userId : null},
          ${actor.kind === "key" ? actor.keyId : null})`,
      { on },
    )
    const amount = pico === null ? null : picoToString(pico)
    await recordAudit(on, scope, {
      action: pico === null ? "reconcile.note" : "reconcile.adjust",
      subject: `${provider} ${model ?? "no model"} on ${day}`,
      after: { note, amount },
    })
    return { id, amount }
  })
}

const noteRow = z.object({
  biller: z.string(),
  model: z.string(),
  day: z.string(),
  note: z.string(),
  amount: z.string().nullable(),
})

/** Takes a note or an adjustment back. Throws `not_found`. */
export async function deleteNote(scope: Scope, id: number): Promise<void> {
  requireRole(scope, IMPORTERS)
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const [before] = await query(
      Prisma.sql`delete from bill_note n where n.org_id = ${orgId} and n.id = ${id}
        returning n.biller, n.model, n.day::text as day, n.note, n.amount_pico::text as amount`,
      noteRow,
      { on },
    )
    if (!before) throw new AppError("not_found", "There is no such note.")
    const { biller, model, day, note, amount } = before
    await recordAudit(on, scope, {
      action: "reconcile.take_back",
      subject: `${biller} ${model === "" ? "no model" : model} on ${day}`,
      before: { note, amount: amount === null ? null : picoToString(BigInt(amount)) },
    })
  })
}
