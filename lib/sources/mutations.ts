import "server-only"
import * as z from "zod"
import { insertKey, keyKept, keySubject, requireGrant } from "@/lib/auth/api-key"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import type { CreatedKey } from "@/lib/auth/key-schema"
import { nextId } from "@/lib/auth/next-id"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { OVERLAP_MS, type RotateSecretInput, type SigningSecret } from "@/lib/auth/signing-schema"
import { newWebhook, openSecrets, sealSecrets } from "@/lib/auth/source-webhook"
import { rotated } from "@/lib/auth/webhook-secrets"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { BILLING_GATEWAYS } from "@/lib/ledger/charges"
import { getSource } from "./queries"
import { type CreatedSource, type SourceChange, type SourceInput, webhookAddress } from "./schema"

const MOST_SOURCES = 1_000
/** What is set of a source changes what calls cost. */
const KEEPERS = ["owner", "admin"] as const

const countRow = z.object({ sources: z.bigint(), named: z.bigint(), was_named: z.string().nullable() })

async function requireRoom(on: Connection, orgId: number, name: string, but: number | null): Promise<void> {
  const [known] = await query(
    Prisma.sql`select count(*) as sources,
        count(*) filter (where s.name = ${name} and s.id is distinct from ${but}::integer) as named,
        min(s.name) filter (where ${name} = any (s.former_names) and s.id is distinct from ${but}::integer) as was_named
      from source s where s.org_id = ${orgId}`,
    countRow,
    { on },
  )
  if (but === null && (known?.sources ?? 0n) >= MOST_SOURCES) {
    throw new AppError("conflict", `An organisation has at most ${MOST_SOURCES} sources.`)
  }
  const now = known?.was_named ?? null
  if ((known?.named ?? 0n) === 0n && now === null) return
  const detail =
    now === null
      ? "Another source has this name."
      : `The source ${now} had this name, and filters still find it by that. Choose another.`
  throw new AppError("conflict", detail, { errors: [{ pointer: "/name", detail }] })
}

async function addKey(on: Connection, scope: Scope, sourceId: number, name: string): Promise<CreatedKey> {
  const scopes = ["ingest"] as const
  const made = await insertKey(on, scope, { name, environment: "live", scopes, sourceId, expiresAt: null })
  await recordAudit(on, scope, { action: "key.create", subject: keySubject(made), after: keyKept(made) })
  return made
}

async function addWebhook(
  on: Connection,
  orgId: number,
  sourceId: number,
): Promise<CreatedSource["webhook"]> {
  const { publicId, secrets } = newWebhook()
  await execute(
    Prisma.sql`insert into source_webhook (org_id, source_id, public_id, sealed, rotated_at)
      values (${orgId}, ${sourceId}, ${publicId}, ${sealSecrets(secrets, { orgId, sourceId })}, ${new Date()})`,
    { on },
  )
  return { address: webhookAddress(publicId), secret: secrets.secret }
}

/**
 * Makes a source and what it sends with: a key, or the secret that signs its webhooks. The answer holds either, which
 * cannot be read again.
 */
export async function createSource(scope: Scope, input: SourceInput): Promise<CreatedSource> {
  requireGrant(scope, ["ingest"])
  if (input.bills || BILLING_GATEWAYS.has(input.kind)) requireRole(scope, KEEPERS)
  const { orgId } = scope
  const { name, kind, bills } = input
  const { id, key, webhook } = await changeInTurn(orgId, async (on) => {
    await requireRoom(on, orgId, name, null)
    const made = await nextId(on, orgId, "source")
    await execute(
      Prisma.sql`insert into source (org_id, id, name, kind, bills) values (${orgId}, ${made}, ${name}, ${kind}, ${bills})`,
      { on },
    )
    const after = { name, kind, bills }
    await recordAudit(on, scope, { action: "source.create", subject: `source ${made} ${name}`, after })
    const signs = kind === "webhook"
    return {
      id: made,
      key: signs ? null : await addKey(on, scope, made, name),
      webhook: signs ? await addWebhook(on, orgId, made) : null,
    }
  })
  return { source: await getSource(scope, id), key, webhook }
}

const ownRow = z.object({ name: z.string(), bills: z.boolean(), former: z.array(z.string()) })

async function lockSource(on: Connection, orgId: number, id: number): Promise<z.output<typeof ownRow>> {
  const [found] = await query(
    Prisma.sql`select s.name, s.bills, s.former_names as former from source s where s.org_id = ${orgId} and s.id = ${id} for update`,
    ownRow,
    { on },
  )
  if (found) return found
  throw new AppError("not_found", `There is no source ${id} in this organisation.`)
}

/**
 * Changes what is given. What is stored already keeps the amounts that were billed then; filters find a renamed source
 * by its former names too.
 */
export async function changeSource(scope: Scope, id: number, change: SourceChange): Promise<void> {
  requireRole(scope, KEEPERS)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const { former, ...before } = await lockSource(on, orgId, id)
    const after = { name: change.name ?? before.name, bills: change.bills ?? before.bills }
    const isRenamed = after.name !== before.name
    if (isRenamed) await requireRoom(on, orgId, after.name, id)
    else if (after.bills === before.bills) return
    const bore = isRenamed ? [...former, before.name].filter((name) => name !== after.name) : former
    await execute(
      Prisma.sql`update source s set name = ${after.name}, bills = ${after.bills}, former_names = ${bore}::text[]
        where s.org_id = ${orgId} and s.id = ${id}`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "source.change",
      subject: `source ${id} ${after.name}`,
      before,
      after,
    })
  })
}

const sealedRow = z.object({ sealed: z.string() })

/** Gives a source that signs another secret; the former one is good too until the overlap ends. */
export async function rotateSourceSecret(
  scope: Scope,
  id: number,
  { overlap }: RotateSecretInput,
): Promise<SigningSecret> {
  requireRole(scope, KEEPERS)
  const { orgId } = scope
  return changeInTurn(orgId, async (on) => {
    const { name } = await lockSource(on, orgId, id)
    const [found] = await query(
      Prisma.sql`select w.sealed from source_webhook w where w.org_id = ${orgId} and w.source_id = ${id} for update`,
      sealedRow,
      { on },
    )
    if (!found) throw new AppError("conflict", "This source sends with a key: rotate the key.")
    const place = { orgId, sourceId: id }
    const now = new Date()
    const next = rotated(openSecrets(found.sealed, place), new Date(now.getTime() + OVERLAP_MS[overlap]), now)
    await execute(
      Prisma.sql`update source_webhook w set sealed = ${sealSecrets(next, place)}, rotated_at = ${now}
        where w.org_id = ${orgId} and w.source_id = ${id}`,
      { on },
    )
    const former_until = next.former?.until ?? null
    const after = { overlap, former_until }
    await recordAudit(on, scope, { action: "source.rotate", subject: `source ${id} ${name}`, after })
    return { secret: next.secret, former_until }
  })
}
