import "server-only"
import { timingSafeEqual } from "node:crypto"
import * as z from "zod"
import { scopesNow } from "@/lib/auth/key-rights"
import { keyHash, publicIdOf } from "@/lib/auth/key-text"
import { KEY_SCOPES, mintScope, ROLES, type Scope } from "@/lib/auth/scope"
import { turnstile } from "@/lib/auth/turnstile"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { log } from "@/lib/log"

const BEARER = /^Bearer +(\S+) *$/i

/** Below the second within which a revocation must bite on every instance. */
const TRUSTED_MS = 900
const USE_NOTED_MS = 60_000
const MAX_CACHED = 10_000

const keyRow = z.object({
  id: z.int(),
  org_id: z.int(),
  secret_hash: z.instanceof(Uint8Array),
  source_id: z.int().nullable(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  expires_at: z.date().nullable(),
  created_by: z.int().nullable(),
  maker_role: z.enum(ROLES).nullable(),
  maker_teams: z.array(z.string()).nullable(),
})
type KeyRow = z.output<typeof keyRow>

interface Verified {
  scope: Scope
  keyId: number
  expiresAt: number
  trustedUntil: number
}

interface KeyCache {
  /** By the hash of the whole key, so that a wrong secret is never faster than an unknown key. */
  verified: Map<string, Verified>
  pending: Map<string, Promise<Verified>>
  noted: Map<number, number>
  /** Look-ups share the connections that write events; a flood of unknown keys passes one at a time. */
  lookUp: Lane
}

const CACHE = Symbol.for("tollgate.apiKeys")
const processWide = globalThis as typeof globalThis & { [CACHE]?: KeyCache }

/** One per process: Next may load this module once per bundle. */
function cache(): KeyCache {
  processWide[CACHE] ??= {
    verified: new Map(),
    pending: new Map(),
    noted: new Map(),
    lookUp: turnstile(1, 2_000),
  }
  return processWide[CACHE]
}

const NO_KEY = "Send an API key as: Authorization: Bearer tg_…"
const CUT_KEY = "This is no whole API key: it has the form tg_<environment>_<12 characters>_<43 characters>."

function refused(): AppError {
  return new AppError("unauthenticated", "This API key is not known, has expired or was revoked.")
}

type Lane = <Row>(task: () => Promise<Row>) => Promise<Row>

/** A key that was good a moment ago does not queue behind those that never were. */
const straight: Lane = (task) => task()

async function findKey(publicId: string, lane: Lane): Promise<KeyRow | undefined> {
  const statement = Prisma.sql`
    select k.id, k.org_id, k.secret_hash, k.source_id, k.scopes, k.expires_at, k.created_by,
      m.role as maker_role, named_teams(m.org_id, m.teams) as maker_teams
    from api_key k
    left join membership m on m.org_id = k.org_id and m.account_id = k.created_by
    where k.public_id = ${publicId} and k.revoked_at is null`
  const rows = await lane(() => query(statement, keyRow, { on: ingestPool(), prepare: true }))
  return rows[0]
}

async function verify(publicId: string, given: Buffer, lane: Lane): Promise<Verified> {
  // Before the query: a revocation that commits while it runs must not gain the time it takes.
  const trustedUntil = Date.now() + TRUSTED_MS
  const row = await findKey(publicId, lane)
  const matches = timingSafeEqual(given, row?.secret_hash ?? given)
  if (!row || !matches) throw refused()
  const maker = row.created_by === null ? null : { role: row.maker_role }
  const scopes = scopesNow(row.scopes, maker)
  const actor = { kind: "key", keyId: row.id, sourceId: row.source_id, scopes, maker } as const
  return {
    scope: mintScope(row.org_id, actor, row.maker_teams),
    keyId: row.id,
    expiresAt: row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    trustedUntil,
  }
}

/** At most one look-up at a time for one key, however many requests carry it. */
async function verifyOnce(publicId: string, given: Buffer, digest: string): Promise<Verified> {
  const { verified, pending, lookUp } = cache()
  let running = pending.get(digest)
  if (!running) {
    running = verify(publicId, given, verified.has(digest) ? straight : lookUp).finally(() =>
      pending.delete(digest),
    )
    pending.set(digest, running)
  }
  const found = await running.catch((error: unknown) => {
    // A database that is away takes nothing from a key that was good.
    if (error instanceof AppError && error.code === "unauthenticated") verified.delete(digest)
    throw error
  })
  if (verified.size >= MAX_CACHED) verified.clear()
  verified.set(digest, found)
  return found
}

/** Off the request's path, at most once a minute; a failure costs a date on a screen and no request. */
function noteUse({ keyId, scope }: Verified, now: number, address: string | null): void {
  const { noted } = cache()
  if (now - (noted.get(keyId) ?? 0) < USE_NOTED_MS) return
  noted.set(keyId, now)
  execute(
    Prisma.sql`
      update api_key set last_used_at = ${new Date(now)}, last_used_address = ${address}
      where org_id = ${scope.orgId} and id = ${keyId}`,
  ).catch((err: unknown) => log.warn({ err, keyId }, "The use of an API key was not noted."))
}

/**
 * The scope of `Authorization: Bearer <key>`, asked from `address` where that is known. Answers are trusted
 * for less than a second, so that a revocation, or its maker's loss of a right, bites on every instance
 * within one. Throws `unauthenticated`.
 */
export async function authenticateKey(authorization: string, address: string | null = null): Promise<Scope> {
  const key = BEARER.exec(authorization)?.[1]
  const publicId = key === undefined ? null : publicIdOf(key)
  if (key === undefined || publicId === null) {
    throw new AppError("unauthenticated", authorization.startsWith("Bearer tg_") ? CUT_KEY : NO_KEY)
  }
  const given = keyHash(key)
  const digest = given.toString("base64")
  const now = Date.now()
  let found = cache().verified.get(digest)
  if (!found || found.trustedUntil <= now) found = await verifyOnce(publicId, given, digest)
  if (found.expiresAt <= now) throw refused()
  noteUse(found, now, address)
  return found.scope
}

/** Forgets what this process knows of a key; the others forget within a second by themselves. */
export function forgetKey(keyId: number): void {
  const { verified } = cache()
  for (const [digest, entry] of verified) if (entry.keyId === keyId) verified.delete(digest)
}
