import "server-only"
import * as z from "zod"
import { scopesNow } from "@/lib/auth/key-rights"
import type { KeySummary } from "@/lib/auth/key-schema"
import { shownKey } from "@/lib/auth/key-text"
import { KEY_SCOPES, ROLES } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"

const keyRow = z.object({
  id: z.int(),
  public_id: z.string(),
  hint: z.string(),
  name: z.string(),
  environment: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  created_by: z.int().nullable(),
  created_at: z.date(),
  last_used_at: z.date().nullable(),
  last_used_address: z.string().nullable(),
  expires_at: z.date().nullable(),
  revoked_at: z.date().nullable(),
  replaced_by: z.int().nullable(),
  source_id: z.int().nullable(),
  source_name: z.string().nullable(),
  maker_name: z.string().nullable(),
  maker_role: z.enum(ROLES).nullable(),
})

function toSummary(row: z.output<typeof keyRow>): KeySummary {
  const { source_id, source_name, created_by, maker_name, maker_role } = row
  const { id, name, environment, public_id, hint, scopes, last_used_address, replaced_by } = row
  return {
    id,
    name,
    environment,
    shown: shownKey(environment, public_id, hint),
    scopes,
    scopes_now: scopesNow(scopes, created_by === null ? null : { role: maker_role }),
    source: source_id === null || source_name === null ? null : { id: source_id, name: source_name },
    created_by:
      created_by === null ? null : { name: maker_name ?? "somebody", is_member: maker_role !== null },
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    last_used_address,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    replaced_by,
  }
}

/** Keys of the organisation as they are shown, newest first; of one id, and of one maker, where given. */
export async function keySummaries(
  orgId: number,
  id: number | null,
  on?: Connection,
  madeBy: number | null = null,
): Promise<KeySummary[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`
      select k.id, k.public_id, k.hint, k.name, k.environment, k.scopes, k.created_by, k.created_at,
        k.last_used_at, k.last_used_address, k.expires_at, k.revoked_at, k.replaced_by, k.source_id,
        s.name as source_name, a.name as maker_name, m.role as maker_role
      from api_key k
      left join source s on s.org_id = k.org_id and s.id = k.source_id
      left join membership m on m.org_id = k.org_id and m.account_id = k.created_by
      left join account a on a.id = k.created_by
      where k.org_id = ${orgId} and (${id}::integer is null or k.id = ${id})
        and (${madeBy}::integer is null or k.created_by = ${madeBy})
      order by k.id desc`,
    keyRow,
    { on, pool: accountPool() },
  )
  return rows.map(toSummary)
}
