import "server-only"
import * as z from "zod"
import { expiryOf, getKey, insertKey, keyKept, keySubject, requireGrant } from "@/lib/auth/api-key"
import { recordAudit } from "@/lib/auth/audit"
import { forgetKey } from "@/lib/auth/authenticate-key"
import { type CreatedKey, OVERLAP_MS, type RotateInput } from "@/lib/auth/key-schema"
import { KEY_SCOPES, type Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

const oldRow = z.object({
  id: z.int(),
  name: z.string(),
  environment: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  source_id: z.int().nullable(),
  created_at: z.date(),
  expires_at: z.date().nullable(),
  revoked_at: z.date().nullable(),
  replaced_by: z.int().nullable(),
})
type OldKey = z.output<typeof oldRow>

/** The key, held until the caller's transaction ends: two rotations at once make one new key. */
async function lockKey(on: Connection, orgId: number, id: number): Promise<OldKey> {
  const [key] = await query(
    Prisma.sql`
      select k.id, k.name, k.environment, k.scopes, k.source_id, k.created_at, k.expires_at, k.revoked_at,
        k.replaced_by
      from api_key k where k.org_id = ${orgId} and k.id = ${id} for update`,
    oldRow,
    { on },
  )
  if (!key) throw new AppError("not_found", "There is no such key.")
  if (key.replaced_by !== null) {
    throw new AppError("conflict", `This key was rotated already: key ${key.replaced_by} takes its place.`)
  }
  if (key.revoked_at !== null || (key.expires_at !== null && key.expires_at.getTime() <= Date.now())) {
    throw new AppError("conflict", "This key works no more. Create a new one.")
  }
  return key
}

/** As long as the old key was given, counted from now. */
function sameLifetime({ created_at, expires_at }: OldKey, now: number): Date | null {
  return expires_at === null ? null : new Date(now + expires_at.getTime() - created_at.getTime())
}

/**
 * Makes a key of the same name, scopes and source, whose maker is the asker; the old one works for the overlap
 * and not a moment longer than it would have. The answer holds the new key, which cannot be read again.
 */
export async function rotateKey(scope: Scope, id: number, input: RotateInput): Promise<CreatedKey> {
  const { orgId } = scope
  const chosen = expiryOf(input.expires_at)
  if (scope.teams !== null) await getKey(scope, id)
  const made = await behindWall(orgId, async (on) => {
    const old = await lockKey(on, orgId, id)
    requireGrant(scope, old.scopes)
    const now = Date.now()
    const expiresAt = input.expires_at === undefined ? sameLifetime(old, now) : chosen
    const { name, environment, scopes, source_id: sourceId } = old
    const key = await insertKey(on, scope, { name, environment, scopes, sourceId, expiresAt })
    const ends = new Date(Math.min(now + OVERLAP_MS[input.overlap], old.expires_at?.getTime() ?? Infinity))
    await execute(
      Prisma.sql`
        update api_key
        set replaced_by = ${key.id}, expires_at = ${ends},
          revoked_at = ${input.overlap === "now" ? ends : null}::timestamptz
        where org_id = ${orgId} and id = ${id}`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "key.rotate",
      subject: keySubject(old),
      before: { expires_at: old.expires_at },
      after: { expires_at: ends, overlap: input.overlap, replaced_by: key.id, new_key: keyKept(key) },
    })
    return key
  })
  forgetKey(id)
  return made
}
