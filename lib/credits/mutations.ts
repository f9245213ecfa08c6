import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { parseDecimal, toPico } from "@/lib/money"
import { parseLocalOrInstant } from "@/lib/time"
import type { CreditInput } from "./schema"

const MOST_GRANTS = 200
const countRow = z.object({ grants: z.bigint() })
const goneRow = z.object({ id: z.number(), name: z.string() })

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid", detail, { errors: [{ pointer, detail }] })
}

function parsedTime(pointer: string, text: string, zone: string): Date {
  try {
    return parseLocalOrInstant(text, zone)
  } catch (cause) {
    if (cause instanceof AppError) throw refused(pointer, cause.message)
    throw cause
  }
}

/** Keeps a grant; the worker goes over the ledger for it within seconds. Throws `invalid` on a time that is none. */
export async function grantCredit(scope: Scope, input: CreditInput): Promise<{ id: number }> {
  const { orgId, actor } = scope
  const { zone } = await getOrganisation(scope)
  const starts = parsedTime("/starts_at", input.starts_at, zone)
  const expires = input.expires_at === null ? null : parsedTime("/expires_at", input.expires_at, zone)
  if (expires !== null && expires <= starts) throw refused("/expires_at", "It expires before it starts.")
  const amount = input.amount === null ? null : String(toPico(parseDecimal(input.amount)))
  return behindWall(orgId, async (on) => {
    const [known] = await query(
      Prisma.sql`select count(*) as grants from credit_grant g where g.org_id = ${orgId} and g.withdrawn_at is null`,
      countRow,
      { on },
    )
    if ((known?.grants ?? 0n) >= MOST_GRANTS) {
      throw new AppError("conflict", `At most ${MOST_GRANTS} grants stand at once. Withdraw one first.`)
    }
    const id = await nextId(on, orgId, "credit_grant")
    await execute(
      Prisma.sql`insert into credit_grant (org_id, id, name, scope, amount_pico, tokens, starts_at, expires_at,
          created_by, created_at)
        values (${orgId}, ${id}, ${input.name}, ${input.scope}::text[], ${amount}::numeric, ${input.tokens}::bigint,
          ${starts}, ${expires}::timestamptz,
          ${actor.kind === "user" ? actor.userId : null}::integer, ${new Date()})`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "credit.grant",
      subject: `credit ${id} ${input.name}`,
      after: input,
    })
    return { id }
  })
}

/** Takes a grant back as if it had never been: what it paid is owed again. Throws `not_found` for one that is gone. */
export async function withdrawCredit(scope: Scope, id: number): Promise<void> {
  const { orgId } = scope
  await behindWall(orgId, async (on) => {
    const [gone] = await query(
      Prisma.sql`update credit_grant set withdrawn_at = ${new Date()}, applied_at = null
        where org_id = ${orgId} and id = ${id} and withdrawn_at is null returning id, name`,
      goneRow,
      { on },
    )
    if (!gone) throw new AppError("not_found", "There is no such credit.")
    await recordAudit(on, scope, { action: "credit.withdraw", subject: `credit ${id} ${gone.name}` })
  })
}
