import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { IMPORTERS } from "./limits"
import { type BillMapping, billMapping, type SavedMapping } from "./mapping-schema"

const MOST_MAPPINGS = 100

const mappingRow = z.object({ mapping: billMapping })
const savedRow = z.object({
  name: z.string(),
  mapping: billMapping,
  changed_at: z.date(),
  changed_by: z.string().nullable(),
})

/** Throws `not_found`. */
export async function findMapping({ orgId }: Scope, name: string): Promise<BillMapping> {
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select m.mapping from bill_mapping m where m.org_id = ${orgId} and m.name = ${name}`,
    mappingRow,
  )
  if (!found) throw new AppError("not_found", `There is no mapping named "${name.slice(0, 100)}".`)
  return found.mapping
}

/** All of the organisation's, by name. */
export async function listMappings({ orgId }: Scope): Promise<SavedMapping[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select m.name, m.mapping, m.changed_at, a.name as changed_by
      from bill_mapping m left join account a on a.id = m.changed_by
      where m.org_id = ${orgId} order by m.name`,
    savedRow,
  )
  return rows.map(({ changed_at, ...row }) => ({ ...row, changed_at: changed_at.toISOString() }))
}

const countRow = z.object({ others: z.bigint() })

/** Keeps a mapping under its name, in place of what had it. */
export async function saveMapping(scope: Scope, name: string, mapping: BillMapping): Promise<void> {
  requireRole(scope, IMPORTERS)
  const { orgId, actor } = scope
  await changeInTurn(orgId, async (on) => {
    const [count] = await query(
      Prisma.sql`select count(*) as others from bill_mapping m where m.org_id = ${orgId} and m.name <> ${name}`,
      countRow,
      { on },
    )
    if ((count?.others ?? 0n) >= MOST_MAPPINGS) {
      throw new AppError("too_large", `At most ${MOST_MAPPINGS} mappings are kept. Delete one first.`)
    }
    const [before] = await query(
      Prisma.sql`select m.mapping from bill_mapping m where m.org_id = ${orgId} and m.name = ${name} for update`,
      mappingRow,
      { on },
    )
    await execute(
      Prisma.sql`insert into bill_mapping (org_id, name, mapping, changed_at, changed_by)
        values (${orgId}, ${name}, ${JSON.stringify(mapping)}::jsonb, ${new Date()},
          ${actor.kind === "user" ? actor.userId : null})
        on conflict (org_id, name) do update set mapping = excluded.mapping, changed_at = excluded.changed_at,
          changed_by = excluded.changed_by`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "bill_mapping.save",
      subject: `bill mapping ${name}`,
      before: before?.mapping ?? null,
      after: mapping,
    })
  })
}

/** Throws `not_found`. Bills that were read by it keep what it was. */
export async function deleteMapping(scope: Scope, name: string): Promise<void> {
  requireRole(scope, IMPORTERS)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const [before] = await query(
      Prisma.sql`delete from bill_mapping m where m.org_id = ${orgId} and m.name = ${name} returning m.mapping`,
      mappingRow,
      { on },
    )
    if (!before) throw new AppError("not_found", "There is no such mapping.")
    const { mapping } = before
    await recordAudit(on, scope, {
      action: "bill_mapping.delete",
      subject: `bill mapping ${name}`,
      before: mapping,
    })
  })
}
