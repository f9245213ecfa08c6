import "server-only"
import { recordAudit } from "@/lib/auth/audit"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { viewQuery } from "@/lib/views/address"
import { getView, personOf } from "@/lib/views/queries"
import type { SavedView, ViewChange, ViewInput } from "@/lib/views/schema"

function requireMayShare({ actor }: Scope): void {
  if (actor.kind === "user" && actor.role !== "viewer") return
  throw new AppError("forbidden", "Your role, viewer, can save views for yourself but not share them.")
}

function requireMayEdit({ actor }: Scope, { own }: SavedView): void {
  if (own || (actor.kind === "user" && (actor.role === "owner" || actor.role === "admin"))) return
  throw new AppError(
    "forbidden",
    "Somebody else saved this view. Save it as one of yours; owners and administrators can change this one.",
  )
}

function kept({ name, page, query, shared }: SavedView) {
  return { name, page, query, shared }
}

/** What only one person sees is no configuration: changes of shared views stand in the trail. */
async function record(
  on: Connection,
  scope: Scope,
  verb: "create" | "update" | "delete",
  { before, after }: { before?: SavedView; after?: SavedView },
): Promise<void> {
  const view = after ?? before
  if (!view || (!before?.shared && !after?.shared)) return
  await recordAudit(on, scope, {
    action: `view.${verb}`,
    subject: `view ${view.id} ${view.name}`,
    ...(before ? { before: kept(before) } : {}),
    ...(after ? { after: kept(after) } : {}),
  })
}

/** Keeps a page's controls under a name. Throws `forbidden` for a viewer who shares. */
export async function createView(scope: Scope, input: ViewInput): Promise<SavedView> {
  const person = personOf(scope)
  if (input.shared) requireMayShare(scope)
  return behindWall(scope.orgId, async (on) => {
    const id = await nextId(on, scope.orgId, "saved_view")
    const now = new Date()
    await execute(
      Prisma.sql`
        insert into saved_view (org_id, id, name, page, query, shared, created_by, created_at, changed_at)
        values (${scope.orgId}, ${id}, ${input.name}, ${input.page}, ${viewQuery(input.query)},
          ${input.shared}, ${person}, ${now}, ${now})`,
      { on },
    )
    const after = await getView(scope, id, on)
    await record(on, scope, "create", { after })
    return after
  })
}

async function setHome(on: Connection, scope: Scope, id: number, home: boolean): Promise<void> {
  const person = personOf(scope)
  const { orgId } = scope
  await execute(
    home
      ? Prisma.sql`
          insert into view_home (org_id, account_id, view_id) values (${orgId}, ${person}, ${id})
          on conflict (org_id, account_id) do update set view_id = excluded.view_id`
      : Prisma.sql`
          delete from view_home h where h.org_id = ${orgId} and h.account_id = ${person} and h.view_id = ${id}`,
    { on },
  )
}

async function edit(on: Connection, scope: Scope, before: SavedView, change: ViewChange): Promise<SavedView> {
  requireMayEdit(scope, before)
  if (change.shared) requireMayShare(scope)
  const { name = before.name, shared = before.shared } = change
  const after = { ...before, name, shared, query: viewQuery(change.query ?? before.query) }
  await execute(
    Prisma.sql`
      update saved_view set name = ${name}, query = ${after.query}, shared = ${shared}, changed_at = ${new Date()}
      where org_id = ${scope.orgId} and id = ${before.id}`,
    { on },
  )
  await record(on, scope, "update", { before, after })
  return after
}

/** Throws `not_found` for a view out of sight, and `forbidden` for one that the asker may only open. */
export async function changeView(scope: Scope, id: number, change: ViewChange): Promise<SavedView> {
  const { home, ...edits } = change
  return behindWall(scope.orgId, async (on) => {
    const before = await getView(scope, id, on)
    if (home !== undefined) await setHome(on, scope, id, home)
    const now = { ...before, home: home ?? before.home }
    return Object.keys(edits).length > 0 ? edit(on, scope, now, edits) : now
  })
}

/** Throws as `changeView` does. */
export async function deleteView(scope: Scope, id: number): Promise<void> {
  await behindWall(scope.orgId, async (on) => {
    const before = await getView(scope, id, on)
    requireMayEdit(scope, before)
    await execute(Prisma.sql`delete from view_home where org_id = ${scope.orgId} and view_id = ${id}`, { on })
    await execute(Prisma.sql`delete from saved_view where org_id = ${scope.orgId} and id = ${id}`, { on })
    await record(on, scope, "delete", { before })
  })
}
