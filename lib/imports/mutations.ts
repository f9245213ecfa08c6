import "server-only"
import { createHash } from "node:crypto"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { formatDecimal } from "@/lib/money"
import { type BillLine, type ReadBill, toldBy } from "./bill"
import { IMPORTERS } from "./limits"
import type { BillMapping } from "./mapping-schema"
import { findMapping } from "./mappings"
import { type BillFormat, readFile } from "./read-file"
import type { ImportAnswer, ImportQuery } from "./schema"
import { findKnown, standingBefore } from "./standing"
import { type SupersededDay, summaryOf } from "./summary"

/** Of an organisation: beyond it somebody tidies up. */
const MOST_BILLS = 5_000
const AT_ONCE = 5_000

interface Reading {
  format: BillFormat
  bill: ReadBill
  mapping: BillMapping | null
  digest: string
}

/** The same for a file that says the same, however it is spaced or its rows are ordered. */
function digestOf(format: BillFormat, { zone, lines, days, unread }: ReadBill): string {
  const texts = lines.map((line) => {
    const { amount, requests, tokens, ...rest } = line
    return JSON.stringify([
      Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)),
      amount === null ? null : formatDecimal(amount),
      String(requests),
      Object.entries(tokens).map(([name, count]) => `${name} ${count}`),
    ])
  })
  const of = days.map((day) => JSON.stringify(Object.entries(day).sort(([a], [b]) => (a < b ? -1 : 1))))
  const all = [format, zone, String(unread), ...texts.sort(), ...of.sort()]
  return createHash("sha256").update(all.join("\n")).digest("base64url")
}

async function read(scope: Scope, bytes: Buffer, asked: ImportQuery): Promise<Reading> {
  const mapping = asked.mapping === undefined ? null : await findMapping(scope, asked.mapping)
  const { zone } = await getOrganisation(scope)
  const options = { format: asked.format ?? null, account: asked.account, mapping, zone }
  const { format, bill } = await readFile(bytes, options)
  return { format, bill, mapping: format === "csv" ? mapping : null, digest: digestOf(format, bill) }
}

const idRow = z.object({ id: z.int() })

async function requireRoom(on: Connection, orgId: number): Promise<void> {
  const found = await query(
    Prisma.sql`select b.id from bill b where b.org_id = ${orgId} order by b.id offset ${MOST_BILLS - 1} limit 1`,
    idRow,
    { on },
  )
  if (found.length > 0)
    throw new AppError("too_large", `At most ${MOST_BILLS} bills are kept. Delete old ones.`)
}

interface Kept {
  id: number
  asked: ImportQuery
  now: Date
}

async function insertBill(on: Connection, scope: Scope, { id, asked, now }: Kept, reading: Reading) {
  const { orgId, actor } = scope
  const { format, bill, mapping, digest } = reading
  await execute(
    Prisma.sql`insert into bill (org_id, id, digest, name, format, mapping, rows, unread, unread_rows, imported_at,
        imported_by, imported_by_key)
      values (${orgId}, ${id}, ${digest}, ${asked.name}, ${format},
        ${mapping === null ? null : JSON.stringify(mapping)}::jsonb, ${bill.rows}, ${bill.unread},
        ${JSON.stringify(bill.unreadRows)}::jsonb, ${now},
        ${actor.kind === "user" ? actor.userId : null}, ${actor.kind === "key" ? actor.keyId : null})`,
    { on },
  )
  const { days, zone } = bill
  const told = toldBy(bill)
  await execute(
    Prisma.sql`insert into bill_day (org_id, biller, account, day, bill_id, zone, has_cost, tells_usage_cost, tells_charges,
        usage_rank)
      select ${orgId}::integer, d.biller, d.account, d.day, ${id}::integer, ${zone}, d.has_cost, d.usage_cost, d.charges,
        d.usage_rank
      from unnest(${days.map(({ biller }) => biller)}::text[], ${days.map(({ account }) => account)}::text[],
        ${days.map(({ day }) => day)}::date[], ${days.map(({ hasCost }) => hasCost)}::boolean[],
        ${days.map(({ usageRank }) => usageRank)}::smallint[], ${told.map(({ usageCost }) => usageCost)}::boolean[],
        ${told.map(({ charges }) => charges)}::boolean[])
        as d (biller, account, day, has_cost, usage_rank, usage_cost, charges)`,
    { on },
  )
  for (let at = 0; at < bill.lines.length; at += AT_ONCE) {
    await insertLines(on, { orgId, id, first: at }, bill.lines.slice(at, at + AT_ONCE))
  }
}

interface Place {
  orgId: number
  id: number
  first: number
}

async function insertLines(
  on: Connection,
  { orgId, id, first }: Place,
  lines: readonly BillLine[],
): Promise<void> {
  const rows = lines.map(({ amount, requests, tokens, ...line }, at) => ({
    ...line,
    line: first + at + 1,
    amount: amount === null ? null : formatDecimal(amount),
    requests: requests === null ? null : String(requests),
    ...Object.fromEntries(Object.entries(tokens).map(([name, count]) => [name, String(count)])),
  }))
  await execute(
    Prisma.sql`insert into bill_line (org_id, bill_id, line, biller, account, day, model, kind, item, currency, amount,
        scale, rows, requests, input, input_uncached, cache_read, cache_write, output, tier)
      select ${orgId}::integer, ${id}::integer, l.line, l.biller, l.account, l.day, l.model, l.kind, l.item, l.currency,
        l.amount, l.scale, l.rows, l.requests, l.input, l.input_uncached, l.cache_read, l.cache_write, l.output,
        l.tier
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l (line integer, biller text, account text, day date,
        model text, kind text, item text, currency text, amount numeric, scale smallint, rows integer,
        requests bigint, input bigint, input_uncached bigint, cache_read bigint, cache_write bigint, output bigint,
        tier text)`,
    { on },
  )
}

function answerOf(
  asked: ImportQuery,
  { format, bill }: Reading,
  { id, state }: Pick<ImportAnswer, "id" | "state">,
  superseded: readonly SupersededDay[],
): ImportAnswer {
  return {
    ...{ id, state },
    dry_run: asked.dry_run,
    format,
    ...summaryOf(bill, superseded),
  }
}

/**
 * Reads a provider's bill and keeps it, or says in a dry run what would be kept. The same file twice changes nothing; a
 * newer bill of the same provider, account and day counts in place of the older one, which stays. A file that another
 * bill replaced since, or whose days have settled since, is kept anew and counts from now on. Throws `invalid` where nothing of the file can be read.
 */
export async function importBill(
  scope: Scope,
  bytes: Buffer,
  asked: ImportQuery,
  now = new Date(),
): Promise<ImportAnswer> {
  requireRole(scope, IMPORTERS)
  requireWholeSight(scope)
  const { orgId } = scope
  const reading = await read(scope, bytes, asked)
  return changeInTurn(orgId, async (on) => {
    const known = await findKnown(on, orgId, reading, now)
    if (known?.stands) return answerOf(asked, reading, { id: known.id, state: "known" }, [])
    const state = known ? "again" : "new"
    const superseded = await standingBefore(on, orgId, reading.bill, reading.digest)
    if (asked.dry_run) return answerOf(asked, reading, { id: known?.id ?? null, state }, superseded)
    await requireRoom(on, orgId)
    const id = await nextId(on, orgId, "bill")
    await insertBill(on, scope, { id, asked, now }, reading)
    const answer = answerOf(asked, reading, { id, state }, superseded)
    const { billers, rows, unread, total } = answer
    await recordAudit(on, scope, {
      action: "bill.import",
      subject: `bill ${id}${asked.name === "" ? "" : ` ${asked.name}`}`,
      after: { format: reading.format, billers, rows, unread, amounts: total.amounts },
    })
    return answer
  })
}

const TABLES = [Prisma.sql`bill_line`, Prisma.sql`bill_day`] as const
const foundRow = z.object({ name: z.string(), format: z.string(), rows: z.int() })

/** Takes a bill back: what it stood in place of counts again. Throws `not_found`. */
export async function deleteBill(scope: Scope, id: number): Promise<void> {
  requireRole(scope, IMPORTERS)
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const [before] = await query(
      Prisma.sql`delete from bill b where b.org_id = ${orgId} and b.id = ${id} returning b.name, b.format, b.rows`,
      foundRow,
      { on },
    )
    if (!before) throw new AppError("not_found", "There is no such bill.")
    for (const table of TABLES) {
      await execute(Prisma.sql`delete from ${table} t where t.org_id = ${orgId} and t.bill_id = ${id}`, {
        on,
      })
    }
    await recordAudit(on, scope, { action: "bill.delete", subject: `bill ${id}`, before })
  })
}
