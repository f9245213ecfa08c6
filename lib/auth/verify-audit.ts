import "server-only"
import * as z from "zod"
import { entryHash, NO_HASH } from "@/lib/auth/audit-chain"
import { type AuditRow, auditRow, chainedOf, hexOf } from "@/lib/auth/audit-rows"
import type { AuditState } from "@/lib/auth/audit-schema"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { log } from "@/lib/log"

const STEP = 1_000

const checkRow = z.object({
  began_at: z.date().nullable(),
  cursor_id: z.int(),
  cursor_hash: z.instanceof(Uint8Array),
  verified_id: z.int(),
  verified_hash: z.instanceof(Uint8Array),
})
type Check = z.output<typeof checkRow>

const headRow = z.object({ id: z.int(), hash: z.instanceof(Uint8Array) })
type Head = z.output<typeof headRow>

interface Place {
  id: number
  hash: Uint8Array
}

interface Fault {
  id: number
  reason: string
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(Buffer.from(b))

/** The check of the organisation, held until the step ends; a new pass begins at the first entry. */
async function lockCheck(on: Connection, orgId: number): Promise<Check> {
  const now = new Date()
  const [check] = await query(
    Prisma.sql`
      insert into audit_check (org_id, began_at, cursor_hash, verified_hash)
      values (${orgId}, ${now}, ${NO_HASH}, ${NO_HASH})
      on conflict (org_id) do update set
        cursor_id = case when audit_check.began_at is null then 0 else audit_check.cursor_id end,
        cursor_hash = case when audit_check.began_at is null then excluded.cursor_hash
          else audit_check.cursor_hash end,
        began_at = coalesce(audit_check.began_at, excluded.began_at)
      returning began_at, cursor_id, cursor_hash, verified_id, verified_hash`,
    checkRow,
    { on },
  )
  if (!check) throw new Error("The check of the audit trail could not be locked.")
  return check
}

/** What is wrong with an entry that should follow `place`, or null. */
function faultOf(row: AuditRow, place: Place, check: Check): Fault | null {
  const id = place.id + 1
  if (row.id !== id) return { id, reason: `Entry ${id} is missing.` }
  if (!same(row.previous_hash, place.hash))
    return { id, reason: `Entry ${id} does not continue the one before.` }
  if (!same(row.hash, entryHash(place.hash, chainedOf(row))))
    return { id, reason: `Entry ${id} was changed.` }
  if (id === check.verified_id && !same(row.hash, check.verified_hash))
    return { id, reason: `The entries to ${id} are not those that were checked before.` }
  return null
}

/** What is wrong with where the chain ends, or null. */
function faultOfEnd(place: Place, head: Head | undefined, check: Check): Fault | null {
  const expected = Math.max(head?.id ?? 0, check.verified_id)
  if (place.id < expected)
    return { id: place.id + 1, reason: `Entries ${place.id + 1} to ${expected} are missing.` }
  if (place.id > 0 && !(head && head.id === place.id && same(head.hash, place.hash)))
    return { id: place.id, reason: `Entry ${place.id} is not where the chain ends.` }
  return null
}

async function readNext(on: Connection, orgId: number, after: number) {
  // The end first: what is added between the two statements is beyond it, and is left to the next step.
  const [head] = await query(
    Prisma.sql`select h.id, h.hash from audit_head h where h.org_id = ${orgId}`,
    headRow,
    { on },
  )
  const rows = await query(
    Prisma.sql`
      select e.* from audit_entry e
      where e.org_id = ${orgId} and e.id > ${after} and e.id <= ${head?.id ?? 2_147_483_647}
      order by e.id limit ${STEP}`,
    auditRow,
    { on },
  )
  return { head, rows }
}

async function close(on: Connection, orgId: number, place: Place, fault: Fault | null): Promise<void> {
  const now = new Date()
  const hash = Buffer.from(place.hash)
  await execute(
    fault === null
      ? Prisma.sql`
          update audit_check
          set began_at = null, verified_at = ${now}, verified_id = ${place.id}, verified_hash = ${hash},
            broken_id = null, broken_at = null, reason = null
          where org_id = ${orgId}`
      : Prisma.sql`
          update audit_check
          set began_at = null, broken_id = ${fault.id}, broken_at = ${now}, reason = ${fault.reason}
          where org_id = ${orgId}`,
    { on },
  )
}

/**
 * Checks the next thousand entries of the organisation's trail and notes how far it came, so that any process
 * may go on from there. Tells whether the pass is over, with or without a fault. Entries may be added meanwhile.
 */
export async function verifyAuditStep(orgId: number): Promise<boolean> {
  return behindWall(orgId, async (on) => {
    const check = await lockCheck(on, orgId)
    const { head, rows } = await readNext(on, orgId, check.cursor_id)
    let place: Place = { id: check.cursor_id, hash: check.cursor_hash }
    let fault: Fault | null = null
    for (const row of rows) {
      fault = faultOf(row, place, check)
      if (fault) break
      place = row
    }
    const over = fault !== null || rows.length < STEP
    if (over) {
      fault ??= faultOfEnd(place, head, check)
      await close(on, orgId, place, fault)
      if (fault) log.error({ orgId, entry: fault.id, reason: fault.reason }, "The audit trail is broken.")
      else log.info({ orgId, entry: place.id, hash: hexOf(place.hash) }, "The audit trail is whole.")
      return true
    }
    await execute(
      Prisma.sql`
        update audit_check set cursor_id = ${place.id}, cursor_hash = ${Buffer.from(place.hash)}
        where org_id = ${orgId}`,
      { on },
    )
    return false
  })
}

/** Steps until the pass is over or `untilMs` have gone by; the worker goes on with what is left. */
export async function verifyAudit(orgId: number, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
  const end = Date.now() + untilMs
  while (!(await verifyAuditStep(orgId))) if (Date.now() > end) return
}

const stateRow = z.object({
  entries: z.int().nullable(),
  hash: z.instanceof(Uint8Array).nullable(),
  verified_id: z.int().nullable(),
  verified_at: z.date().nullable(),
  began_at: z.date().nullable(),
  cursor_id: z.int().nullable(),
  broken_id: z.int().nullable(),
  broken_at: z.date().nullable(),
  reason: z.string().nullable(),
})

/** How long the trail is, and what is known of its wholeness. */
export async function getAuditState({ orgId }: { orgId: number }): Promise<AuditState> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`
      select h.id as entries, h.hash, c.verified_id, c.verified_at, c.began_at, c.cursor_id, c.broken_id,
        c.broken_at, c.reason
      from organisation o
      left join audit_head h on h.org_id = o.id
      left join audit_check c on c.org_id = o.id
      where o.id = ${orgId}`,
    stateRow,
    { pool: accountPool() },
  )
  const { broken_id, broken_at, reason } = row ?? {}
  return {
    entries: row?.entries ?? 0,
    hash: row?.hash ? hexOf(row.hash) : null,
    verified_id: row?.verified_at ? row.verified_id : null,
    verified_at: row?.verified_at?.toISOString() ?? null,
    checking_id: row?.began_at ? row.cursor_id : null,
    broken:
      broken_id == null || broken_at == null
        ? null
        : { id: broken_id, at: broken_at.toISOString(), reason: reason ?? "" },
  }
}
