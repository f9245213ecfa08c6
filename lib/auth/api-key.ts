import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { forgetKey } from "@/lib/auth/authenticate-key"
import { mayHandOut } from "@/lib/auth/key-rights"
import { keySummaries } from "@/lib/auth/key-rows"
import type { CreatedKey, KeyInput, KeySummary } from "@/lib/auth/key-schema"
import { makeKey } from "@/lib/auth/key-text"
import { nextId } from "@/lib/auth/next-id"
import type { KeyScope, Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

const MAX_KEYS = 1_000

const idRow = z.object({ id: z.int() })
const makerRow = z.object({ created_by: z.int().nullable() })

/** What a new key is made of. */
export interface NewKeyValues {
  name: string
  environment: string
  scopes: readonly KeyScope[]
  sourceId: number | null
  expiresAt: Date | null
}

/** The organisation's source that bears this name or bore it, made when there is none. */
async function ensureSource(on: Connection, orgId: number, name: string): Promise<number> {
  const find = () =>
    query(
      Prisma.sql`select s.id from source s where s.org_id = ${orgId} and (s.name = ${name} or ${name} = any (s.former_names))`,
      idRow,
      { on },
    )
  const [known] = await find()
  if (known) return known.id
  const id = await nextId(on, orgId, "source")
  // The counter's row is locked until commit, so whoever was first is visible now.
  const [meanwhile] = await find()
  if (meanwhile) return meanwhile.id
  await execute(Prisma.sql`insert into source (org_id, id, name) values (${orgId}, ${id}, ${name})`, { on })
  return id
}

/** Throws `forbidden` when the asker would hand out more than they hold. */
export function requireGrant({ actor }: Scope, scopes: readonly KeyScope[]): void {
  if (mayHandOut(actor, scopes)) return
  throw new AppError("forbidden", "Only owners and administrators can make or change an admin key.")
}

/** When a key shall end. Throws `invalid` for a time that is over. */
export function expiryOf(expires_at: string | null | undefined): Date | null {
  if (!expires_at) return null
  const expiresAt = new Date(expires_at)
  if (expiresAt.getTime() > Date.now()) return expiresAt
  throw new AppError("invalid", "The expiry lies in the past.", {
    errors: [{ pointer: "/expires_at", detail: "Choose a time in the future." }],
  })
}

/** The person who answers for what the asker makes; a key stands for its own maker. */
async function makerOf({ orgId, actor }: Scope, on?: Connection): Promise<number | null> {
  if (actor.kind === "user") return actor.userId
  if (actor.kind === "system") return null
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select k.created_by from api_key k where k.org_id = ${orgId} and k.id = ${actor.keyId}`,
    makerRow,
    { on, pool: accountPool() },
  )
  return row?.created_by ?? null
}

/** Stores a new key inside the caller's transaction; the answer holds the key itself. */
export async function insertKey(on: Connection, scope: Scope, values: NewKeyValues): Promise<CreatedKey> {
  const { orgId } = scope
  const { name, environment, scopes, sourceId, expiresAt } = values
  const { key, publicId, secretHash, hint } = makeKey(environment)
  const maker = await makerOf(scope, on)
  const [row] = await query(
    Prisma.sql`
      insert into api_key (org_id, public_id, secret_hash, hint, name, environment, scopes, source_id,
        expires_at, created_by)
      select ${orgId}, ${publicId}, ${Buffer.from(secretHash)}, ${hint}, ${name}, ${environment},
        ${scopes}::text[], ${sourceId}::integer, ${expiresAt}::timestamptz, ${maker}::integer
      where (select count(*) from api_key k where k.org_id = ${orgId} and k.revoked_at is null) < ${MAX_KEYS}
      returning id`,
    idRow,
    { on },
  )
  if (!row) throw new AppError("conflict", `An organisation has at most ${MAX_KEYS} keys. Revoke one first.`)
  const [summary] = await keySummaries(orgId, row.id, on)
  if (!summary) throw new Error("A key that was just made is not there.")
  return { ...summary, key }
}

/** A key as the trail names and keeps it. */
export function keySubject({ id, name }: Pick<KeySummary, "id" | "name">): string {
  return `key ${id} ${name}`
}

export function keyKept({ shown, scopes, source, expires_at }: KeySummary) {
  return { shown, scopes, source: source?.name ?? null, expires_at }
}

/**
 * Makes a key and, where events will come with it, its source. The answer holds the key itself, which
 * cannot be read again.
 */
export async function createKey(scope: Scope, input: KeyInput): Promise<CreatedKey> {
  requireGrant(scope, input.scopes)
  const { name, environment, scopes } = input
  const expiresAt = expiryOf(input.expires_at)
  const sends = scopes.includes("ingest") || scopes.includes("backfill")
  const sourceName = input.source ?? (sends ? name : null)
  return behindWall(scope.orgId, async (on) => {
    const sourceId = sourceName === null ? null : await ensureSource(on, scope.orgId, sourceName)
    const made = await insertKey(on, scope, { name, environment, scopes, sourceId, expiresAt })
    await recordAudit(on, scope, {
      action: "key.create",
      subject: keySubject(made),
      after: keyKept(made),
    })
    return made
  })
}

/** Every key of the organisation, revoked ones too, newest first; of a member kept to teams, their own. */
export async function listKeys(scope: Scope): Promise<KeySummary[]> {
  return keySummaries(scope.orgId, null, undefined, await onlyMaker(scope))
}

/** Whose keys alone the asker may see; null for everybody's. Only keys with a maker are kept to teams. */
async function onlyMaker(scope: Scope): Promise<number | null> {
  return scope.teams === null ? null : makerOf(scope)
}

/** Throws `not_found` for a key of nobody, of another organisation, or beyond the asker's sight. */
export async function getKey(scope: Scope, id: number): Promise<KeySummary> {
  const [key] = await keySummaries(scope.orgId, id, undefined, await onlyMaker(scope))
  if (!key) throw new AppError("not_found", "There is no such key.")
  return key
}

/**
 * Ends a key for good, everywhere within a second. Revoking again changes nothing. Throws `forbidden` for an
 * admin key when the asker could not make one.
 */
export async function revokeKey(scope: Scope, id: number): Promise<void> {
  const key = await getKey(scope, id)
  requireGrant(scope, key.scopes)
  await behindWall(scope.orgId, async (on) => {
    const changed = await execute(
      Prisma.sql`
        update api_key set revoked_at = ${new Date()}
        where org_id = ${scope.orgId} and id = ${id} and revoked_at is null`,
      { on },
    )
    if (changed === 0) return
    await recordAudit(on, scope, { action: "key.revoke", subject: keySubject(key), before: keyKept(key) })
  })
  forgetKey(id)
}
