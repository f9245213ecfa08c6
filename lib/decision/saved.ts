import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { type AssumptionsInput, type SavedAssumptions, savedAssumptions } from "./schema"

const row = z.object({ version: z.int(), items: savedAssumptions.shape.items })
const MOST = 500

const standing = (orgId: number) =>
  Prisma.sql`select d.version, d.items from decision_assumptions d where d.org_id = ${orgId}`

/** What the organisation says instead of the defaults; version 0 before it says anything. */
export async function readAssumptions({ orgId }: Scope): Promise<SavedAssumptions> {
  const [found] = await ownRows(orgId, standing(orgId), row, { pool: accountPool() })
  return found ?? { version: 0, items: [] }
}

const nameRow = z.object({ name: z.string() })

async function nameOf(on: Connection, { actor, orgId }: Scope): Promise<string | null> {
  if (actor.kind === "system") return actor.job
  const statement =
    actor.kind === "user"
      ? Prisma.sql`select a.name from account a where a.id = ${actor.userId}`
      : Prisma.sql`select k.name from api_key k where k.org_id = ${orgId} and k.id = ${actor.keyId}`
  const [found] = await query(statement, nameRow, { on })
  return found?.name ?? null
}

type Items = SavedAssumptions["items"]

function changedItems(before: Items, { set }: AssumptionsInput, by: string | null, at: string): Items {
  const items = new Map(before.map((item) => [item.name, item]))
  for (const { name, value } of set) {
    if (items.get(name)?.value === value) continue
    if (value === "") items.delete(name)
    else items.set(name, { name, value, set_by: by, set_at: at })
  }
  return [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const valuesOf = (items: Items) => Object.fromEntries(items.map(({ name, value }) => [name, value]))

/**
 * Sets what is named and leaves the rest. Throws `conflict` where they were changed since they were read, and
 * `forbidden` for an asker kept to teams.
 */
export async function changeAssumptions(scope: Scope, input: AssumptionsInput): Promise<SavedAssumptions> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  return changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('decision'), ${orgId}::integer)`, { on })
    const [found] = await query(standing(orgId), row, { on })
    const before = found ?? { version: 0, items: [] }
    if (input.version !== undefined && input.version !== before.version) {
      throw new AppError("conflict", "Somebody changed the assumptions since you read them. Read them again.")
    }
    const at = new Date()
    const items = changedItems(before.items, input, await nameOf(on, scope), at.toISOString())
    if (items.length > MOST)
      throw new AppError("invalid", `At most ${MOST} values can be set. Take some back.`)
    if (JSON.stringify(items) === JSON.stringify(before.items)) return before
    const version = before.version + 1
    const by = actor.kind === "user" ? actor.userId : null
    await execute(
      Prisma.sql`insert into decision_assumptions (org_id, version, items, changed_by, changed_at)
        values (${orgId}, ${version}, ${JSON.stringify(items)}::jsonb, ${by}::integer, ${at})
        on conflict (org_id) do update set version = excluded.version, items = excluded.items,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "decision.assume",
      subject: `assumptions of the decision, version ${version}`,
      before: valuesOf(before.items),
      after: valuesOf(items),
    })
    return { version, items }
  })
}
