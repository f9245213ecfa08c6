import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { OVERLAP_MS, type RotateSecretInput, type SigningSecret } from "@/lib/auth/signing-schema"
import { newSecret, rotated } from "@/lib/auth/webhook-secrets"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { outgoingUrl } from "@/lib/http/outgoing"
import { renameRecipient } from "./rename-recipient"
import {
  type CreatedEndpoint,
  type EndpointChange,
  type EndpointInput,
  type EndpointTarget,
  KINDS,
} from "./schema"
import { openTarget, type SealedTarget, sealTarget, shownTarget } from "./target"

/** With the two places that each has in the worker, one organisation cannot fill all of them. */
const MOST_ENDPOINTS = 20
export const KEEPERS = ["owner", "admin"] as const

/** An address is judged as far as it can be before anything is sent there; a name is judged at every attempt. */
function requireSendable(target: EndpointTarget): void {
  if (!("url" in target)) return
  try {
    outgoingUrl(target.url)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError("invalid", error.message, {
      errors: [{ pointer: "/target/url", detail: error.message }],
      cause: error,
    })
  }
}

const takenRow = z.object({ id: z.number() })

async function requireFreeName(
  on: Connection,
  orgId: number,
  name: string,
  but: number | null,
): Promise<void> {
  const [taken] = await query(
    Prisma.sql`select e.id from endpoint e
      where e.org_id = ${orgId} and e.name = ${name} and e.id is distinct from ${but}::integer`,
    takenRow,
    { on },
  )
  if (!taken) return
  const detail = "Another endpoint has this name."
  throw new AppError("conflict", detail, { errors: [{ pointer: "/name", detail }] })
}

const countRow = z.object({ endpoints: z.bigint() })

async function requireRoom(on: Connection, orgId: number): Promise<void> {
  const [known] = await query(
    Prisma.sql`select count(*) as endpoints from endpoint e where e.org_id = ${orgId}`,
    countRow,
    { on },
  )
  if ((known?.endpoints ?? 0n) < MOST_ENDPOINTS) return
  throw new AppError("conflict", `At most ${MOST_ENDPOINTS} endpoints. Delete one first.`)
}

/** Adds an endpoint. The answer holds the signing secret of a webhook, which cannot be read again. */
export async function createEndpoint(
  scope: Scope,
  { name, target }: EndpointInput,
): Promise<CreatedEndpoint> {
  requireRole(scope, KEEPERS)
  requireSendable(target)
  const { orgId } = scope
  return changeInTurn(orgId, async (on) => {
    await requireRoom(on, orgId)
    await requireFreeName(on, orgId, name, null)
    const id = await nextId(on, orgId, "endpoint")
    const secrets = target.kind === "webhook" ? { secret: newSecret(), former: null } : null
    const shown = shownTarget(target)
    await execute(
      Prisma.sql`insert into endpoint (org_id, id, name, kind, shown, sealed, created_at)
        values (${orgId}, ${id}, ${name}, ${target.kind}, ${shown},
          ${sealTarget({ target, secrets }, { orgId, id })}, ${new Date()})`,
      { on },
    )
    const after = { name, kind: target.kind, to: shown }
    await recordAudit(on, scope, { action: "endpoint.create", subject: `endpoint ${id} ${name}`, after })
    return { id, secret: secrets?.secret ?? null }
  })
}

const ownRow = z.object({
  name: z.string(),
  kind: z.enum(KINDS),
  shown: z.string(),
  sealed: z.string(),
  off_because: z.string().nullable(),
})
type OwnEndpoint = z.output<typeof ownRow>

async function lockEndpoint(on: Connection, orgId: number, id: number): Promise<OwnEndpoint> {
  const [found] = await query(
    Prisma.sql`select e.name, e.kind, e.shown, e.sealed, e.off_because from endpoint e
      where e.org_id = ${orgId} and e.id = ${id} for update`,
    ownRow,
    { on },
  )
  if (found) return found
  throw new AppError("not_found", "There is no such endpoint.")
}

/** A new target keeps the signing secret; where the former one cannot be opened any more, it gets another. */
function resealed(
  found: OwnEndpoint,
  target: EndpointTarget,
  place: { orgId: number; id: number },
): SealedTarget {
  if (target.kind !== found.kind) {
    throw new AppError("invalid", `It stays a ${found.kind} endpoint: add another one for ${target.kind}.`, {
      errors: [{ pointer: "/target/kind", detail: "An endpoint keeps its kind." }],
    })
  }
  return { target, secrets: found.kind === "webhook" ? openTarget(found.sealed, place).secrets : null }
}

/** Changes what is given. Switching on begins anew: earlier failures do not count. */
export async function changeEndpoint(scope: Scope, id: number, change: EndpointChange): Promise<void> {
  requireRole(scope, KEEPERS)
  const { target } = change
  if (target) requireSendable(target)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const found = await lockEndpoint(on, orgId, id)
    const name = change.name ?? found.name
    await requireFreeName(on, orgId, name, id)
    const shown = target ? shownTarget(target) : found.shown
    const sealed = target ? sealTarget(resealed(found, target, { orgId, id }), { orgId, id }) : found.sealed
    const wasOn = found.off_because === null
    const isOn = change.on ?? wasOn
    const because = isOn ? null : (found.off_because ?? "It was switched off by hand.")
    await execute(
      Prisma.sql`update endpoint e set name = ${name}, shown = ${shown}, sealed = ${sealed}, off_because = ${because},
          failing_since = case when ${isOn && !wasOn} then null else e.failing_since end
        where e.org_id = ${orgId} and e.id = ${id}`,
      { on },
    )
    if (name !== found.name) await renameRecipient(on, orgId, found.name, name)
    await recordAudit(on, scope, {
      action: "endpoint.change",
      subject: `endpoint ${id} ${name}`,
      before: { name: found.name, to: found.shown, on: wasOn },
      after: { name, to: shown, on: isOn },
    })
  })
}

/** Gives a webhook another signing secret; the former one signs too until the overlap ends. */
export async function rotateSecret(
  scope: Scope,
  id: number,
  { overlap }: RotateSecretInput,
): Promise<SigningSecret> {
  requireRole(scope, KEEPERS)
  const { orgId } = scope
  return changeInTurn(orgId, async (on) => {
    const found = await lockEndpoint(on, orgId, id)
    const { target, secrets } = openTarget(found.sealed, { orgId, id })
    if (secrets === null) throw new AppError("conflict", "Only webhooks of your own are signed.")
    const now = new Date()
    const next = rotated(secrets, new Date(now.getTime() + OVERLAP_MS[overlap]), now)
    await execute(
      Prisma.sql`update endpoint e set sealed = ${sealTarget({ target, secrets: next }, { orgId, id })}
        where e.org_id = ${orgId} and e.id = ${id}`,
      { on },
    )
    const former_until = next.former?.until ?? null
    const after = { overlap, former_until }
    await recordAudit(on, scope, {
      action: "endpoint.rotate",
      subject: `endpoint ${id} ${found.name}`,
      after,
    })
    return { secret: next.secret, former_until }
  })
}

/** Deletes an endpoint with what was sent to it; what is under way may still arrive. */
export async function deleteEndpoint(scope: Scope, id: number): Promise<void> {
  requireRole(scope, KEEPERS)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const { name, kind, shown } = await lockEndpoint(on, orgId, id)
    await execute(
      Prisma.sql`delete from delivery_attempt a using delivery d
        where a.org_id = ${orgId} and d.org_id = ${orgId} and d.id = a.delivery_id and d.endpoint_id = ${id}`,
      { on },
    )
    await execute(Prisma.sql`delete from delivery d where d.org_id = ${orgId} and d.endpoint_id = ${id}`, {
      on,
    })
    await execute(Prisma.sql`delete from endpoint e where e.org_id = ${orgId} and e.id = ${id}`, { on })
    const before = { name, kind, to: shown }
    await recordAudit(on, scope, { action: "endpoint.delete", subject: `endpoint ${id} ${name}`, before })
  })
}
