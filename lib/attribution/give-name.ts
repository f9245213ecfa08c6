import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, column, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { RENAMED, type Renamed } from "@/lib/spend/schema"
import { withName } from "./given"
import type { NameInput } from "./schema"

const MOST_NAMES = 10_000
const COLUMNS: Readonly<Record<Exclude<Renamed, "user">, Prisma.Sql>> = {
  agent: Prisma.sql`x.agent`,
  feature: Prisma.sql`x.feature`,
  team: Prisma.sql`x.team`,
  environment: Prisma.sql`x.environment`,
}

const givenRow = z.object({ value: z.string(), name: z.string() })
const knownRow = z.object({ known: z.boolean() })

async function givenOf(on: Connection, orgId: number, dimension: Renamed): Promise<Map<string, string>> {
  const rows = await query(
    Prisma.sql`select g.value, g.name from given_name g where g.org_id = ${orgId} and g.dimension = ${dimension}`,
    givenRow,
    { on },
  )
  return new Map(rows.map(({ value, name }) => [value, name]))
}

/** Whether any call bears this value now. */
async function isUsed(on: Connection, orgId: number, dimension: Renamed, value: string): Promise<boolean> {
  const found =
    dimension === "user"
      ? Prisma.sql`select 1 from end_user u where u.org_id = ${orgId} and u.name = ${value}`
      : Prisma.sql`select 1 from context x where x.org_id = ${orgId} and ${column(COLUMNS, dimension)} = ${value}`
  const [row] = await query(Prisma.sql`select exists (${found}) as known`, knownRow, { on })
  return row?.known === true
}

async function keep(
  on: Connection,
  { orgId, actor }: Scope,
  dimension: Renamed,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<void> {
  const gone = [...before.keys()].filter((value) => !after.has(value))
  const by = actor.kind === "user" ? actor.userId : null
  const at = new Date()
  const moved = [...after].filter(([value, name]) => before.get(value) !== name)
  await execute(
    Prisma.sql`delete from given_name g where g.org_id = ${orgId} and g.dimension = ${dimension}
      and g.value = any (${gone}::text[])`,
    { on },
  )
  await execute(
    Prisma.sql`update given_name g set name = m.name, given_by = ${by}::integer, given_at = ${at}
      from unnest(${moved.map(([value]) => value)}::text[], ${moved.map(([, name]) => name)}::text[]) as m (value, name)
      where g.org_id = ${orgId} and g.dimension = ${dimension} and g.value = m.value`,
    { on },
  )
  for (const [value, name] of moved.filter(([each]) => !before.has(each))) {
    const id = await nextId(on, orgId, "given_name")
    await execute(
      Prisma.sql`insert into given_name (org_id, id, dimension, value, name, given_by, given_at)
        values (${orgId}, ${id}, ${dimension}, ${value}, ${name}, ${by}::integer, ${at})`,
      { on },
    )
  }
  const touched = [...gone, ...moved.map(([value]) => value)]
  const names = [...new Set(touched.flatMap((value) => [value, before.get(value), after.get(value)]))]
  await execute(
    dimension === "user"
      ? Prisma.sql`select user_attribute(${orgId}, ${names.filter((name) => name !== undefined)}::text[])`
      : Prisma.sql`select attribution_apply(${orgId})`,
    { on },
  )
}

/**
 * Calls a value of a dimension by another name, at every time; two values of one name are one from then on.
 * What was sent stays as it was. Throws `not_found` for a value that nothing bears and `conflict` for a name
 * that is used, unless a merge is asked for.
 */
export async function giveName(scope: Scope, { dimension, value, name, merge }: NameInput): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  if (value === name) throw new AppError("invalid", "That is its name already.")
  await changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const given = await givenOf(on, orgId, dimension)
    if (!(await isUsed(on, orgId, dimension, value))) {
      throw new AppError("not_found", `There is no such ${dimension}.`)
    }
    if (!merge && (await isUsed(on, orgId, dimension, name))) {
      const detail = `There is a ${dimension} "${name}" already: say that the two are one to merge them.`
      throw new AppError("conflict", detail, { errors: [{ pointer: "/name", detail }] })
    }
    const called = given.get(name)
    if (called !== undefined && called !== value) {
      const detail = `"${name}" was itself renamed to "${called}". Take that name back first.`
      throw new AppError("conflict", detail, { errors: [{ pointer: "/name", detail }] })
    }
    if (given.size >= MOST_NAMES) {
      throw new AppError(
        "conflict",
        `At most ${MOST_NAMES.toLocaleString("en")} values of a dimension are renamed.`,
      )
    }
    await keep(on, scope, dimension, given, withName(given, value, name))
    const subject = `${dimension} ${value}`
    await recordAudit(on, scope, { action: "name.give", subject, before: { name: value }, after: { name } })
  })
}

const goneRow = givenRow.extend({ dimension: z.enum(RENAMED) })

/** Calls a value what it was sent as again. Throws `not_found` for a name that was not given. */
export async function takeNameBack(scope: Scope, id: number): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const [gone] = await query(
      Prisma.sql`select g.dimension, g.value, g.name from given_name g where g.org_id = ${orgId} and g.id = ${id}`,
      goneRow,
      { on },
    )
    if (!gone) throw new AppError("not_found", "There is no such name.")
    const { dimension, value, name } = gone
    const given = await givenOf(on, orgId, dimension)
    const after = new Map([...given].filter(([each]) => each !== value))
    await keep(on, scope, dimension, given, after)
    const subject = `${dimension} ${value}`
    await recordAudit(on, scope, {
      action: "name.take_back",
      subject,
      before: { name },
      after: { name: value },
    })
  })
}
