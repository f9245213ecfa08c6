import "server-only"
import { forgetKey } from "@/lib/auth/authenticate-key"
import type { CreatedKey, KeyInput, KeySummary } from "@/lib/auth/key-schema"
import { makeKey, shownKey } from "@/lib/auth/key-text"
import type { KeyScope, Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import type { Prisma } from "@/lib/db/generated/client"
import { AppError } from "@/lib/errors"

const MAX_KEYS = 1_000
const SOURCE_SEQUENCE = "source"

type KeyRow = Prisma.ApiKeyGetPayload<object>
type SourceRow = { id: number; name: string }

function toSummary(row: KeyRow, source: SourceRow | null): KeySummary {
  return {
    id: row.id,
    name: row.name,
    environment: row.environment,
    shown: shownKey(row.environment, row.publicId, row.hint),
    scopes: row.scopes as KeyScope[],
    source,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
  }
}

/** The organisation's source of this name, made when there is none. */
async function ensureSource(tx: Prisma.TransactionClient, orgId: number, name: string): Promise<SourceRow> {
  const known = await tx.source.findUnique({ where: { orgId_name: { orgId, name } } })
  if (known) return { id: known.id, name }
  const { value: id } = await tx.counter.upsert({
    where: { orgId_name: { orgId, name: SOURCE_SEQUENCE } },
    create: { orgId, name: SOURCE_SEQUENCE, value: 1 },
    update: { value: { increment: 1 } },
  })
  // The counter's row is locked until commit, so whoever was first is visible now.
  const meanwhile = await tx.source.findUnique({ where: { orgId_name: { orgId, name } } })
  if (meanwhile) return { id: meanwhile.id, name }
  await tx.source.create({ data: { orgId, id, name } })
  return { id, name }
}

/** Nobody hands out more than they hold. */
function requireGrant(scope: Scope, scopes: readonly KeyScope[]): void {
  const { actor } = scope
  if (actor.kind === "system" || !scopes.includes("admin")) return
  const mayGrant =
    actor.kind === "key" ? actor.scopes.includes("admin") : actor.role === "owner" || actor.role === "admin"
  if (!mayGrant) throw new AppError("forbidden", "Only owners and administrators can make an admin key.")
}

function expiryOf(input: KeyInput): Date | null {
  if (!input.expires_at) return null
  const expiresAt = new Date(input.expires_at)
  if (expiresAt.getTime() > Date.now()) return expiresAt
  throw new AppError("invalid", "The expiry lies in the past.", {
    errors: [{ pointer: "/expires_at", detail: "Choose a time in the future." }],
  })
}

/**
 * Makes a key and, where events will come with it, its source. The answer holds the key itself, which
 * cannot be read again.
 */
export async function createKey(scope: Scope, input: KeyInput): Promise<CreatedKey> {
  requireGrant(scope, input.scopes)
  const { orgId, actor } = scope
  const { name, environment, scopes } = input
  const expiresAt = expiryOf(input)
  const made = makeKey(environment)
  const sends = scopes.includes("ingest") || scopes.includes("backfill")
  const sourceName = input.source ?? (sends ? name : null)
  return prisma().$transaction(async (tx) => {
    if ((await tx.apiKey.count({ where: { orgId, revokedAt: null } })) >= MAX_KEYS) {
      throw new AppError("conflict", `An organisation has at most ${MAX_KEYS} keys. Revoke one first.`)
    }
    const source = sourceName === null ? null : await ensureSource(tx, orgId, sourceName)
    const { publicId, secretHash, hint } = made
    const createdBy = actor.kind === "user" ? actor.userId : null
    const sourceId = source?.id ?? null
    const row = await tx.apiKey.create({
      data: { orgId, publicId, secretHash, hint, name, environment, scopes, sourceId, expiresAt, createdBy },
    })
    return { ...toSummary(row, source), key: made.key }
  })
}

/** Every key of the organisation, revoked ones too, newest first. */
export async function listKeys({ orgId }: Scope): Promise<KeySummary[]> {
  const [rows, sources] = await Promise.all([
    prisma().apiKey.findMany({ where: { orgId }, orderBy: { id: "desc" } }),
    prisma().source.findMany({ where: { orgId }, select: { id: true, name: true } }),
  ])
  const byId = new Map(sources.map((source) => [source.id, source]))
  return rows.map((row) => toSummary(row, row.sourceId === null ? null : (byId.get(row.sourceId) ?? null)))
}

/** Throws `not_found` for a key of nobody or of somebody else. */
export async function getKey({ orgId }: Scope, id: number): Promise<KeySummary> {
  const row = await prisma().apiKey.findFirst({ where: { orgId, id } })
  if (!row) throw new AppError("not_found", "There is no such key.")
  const source =
    row.sourceId === null
      ? null
      : await prisma().source.findUnique({
          where: { orgId_id: { orgId, id: row.sourceId } },
          select: { id: true, name: true },
        })
  return toSummary(row, source)
}

/** Ends a key for good, everywhere within a second. Revoking again changes nothing. */
export async function revokeKey({ orgId }: Scope, id: number): Promise<void> {
  const key = await prisma().apiKey.findFirst({ where: { orgId, id }, select: { id: true } })
  if (!key) throw new AppError("not_found", "There is no such key.")
  await prisma().apiKey.updateMany({ where: { orgId, id, revokedAt: null }, data: { revokedAt: new Date() } })
  forgetKey(id)
}
