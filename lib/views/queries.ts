import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { type SavedView, VIEW_PAGES } from "@/lib/views/schema"

const viewRow = z.object({
  id: z.int(),
  name: z.string(),
  page: z.enum(VIEW_PAGES),
  query: z.string(),
  shared: z.boolean(),
  own: z.boolean(),
  home: z.boolean(),
  created_by: z.string().nullable(),
  changed_at: z.date(),
})

/** The number of the account that asks. Throws `forbidden` for a program: views are people's. */
export function personOf({ actor }: Scope): number {
  if (actor.kind === "user") return actor.userId
  throw new AppError("forbidden", "Views belong to people. Sign in to see yours.")
}

/**
 * What the asker may see; conditions that narrow it further may follow. Somebody else's view may name teams
 * beyond the sight of a member kept to some.
 */
function seenBy(scope: Scope): Prisma.Sql {
  const { orgId, teams } = scope
  const person = personOf(scope)
  return Prisma.sql`
    select v.id, v.name, v.page, v.query, v.shared, v.created_by = ${person} as own,
      h.view_id is not null as home, a.name as created_by, v.changed_at
    from saved_view v
    left join view_home h on h.org_id = ${orgId} and h.account_id = ${person} and h.view_id = v.id
    left join account a on a.id = v.created_by
    where v.org_id = ${orgId} and (v.created_by = ${person} or (v.shared and ${teams === null}))`
}

function toView({ changed_at, ...row }: z.output<typeof viewRow>): SavedView {
  return { ...row, changed_at: changed_at.toISOString() }
}

/** The asker's views and those shared with them, by name. */
export async function listViews(scope: Scope): Promise<SavedView[]> {
  const rows = await ownRows(scope.orgId, Prisma.sql`${seenBy(scope)} order by lower(v.name), v.id`, viewRow)
  return rows.map(toView)
}

/** Throws `not_found` for a view that the asker may not see. */
export async function getView(scope: Scope, id: number, on: Connection): Promise<SavedView> {
  const [row] = await ownRows(scope.orgId, Prisma.sql`${seenBy(scope)} and v.id = ${id}`, viewRow, { on })
  if (!row) throw new AppError("not_found", "There is no such view.")
  return toView(row)
}

/** Where the asker begins; null without a choice, or when it can no longer be seen. */
export async function homeView(scope: Scope): Promise<SavedView | null> {
  const [row] = await ownRows(scope.orgId, Prisma.sql`${seenBy(scope)} and h.view_id is not null`, viewRow)
  return row ? toView(row) : null
}
