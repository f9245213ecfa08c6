import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { AppError } from "@/lib/errors"
import { noteCuboid } from "@/lib/rollups/cuboids"
import { comparisonOf, partsOf } from "./answer"
import { parseDimension } from "./filter"
import { labelsOf } from "./labels"
import { rowsOf, userRowsOf } from "./rows"
import type { Dimension, SpendAnswer, SpendQuery } from "./schema"
import { seenContexts } from "./sight"
import { cuboidDimensions, isByUser } from "./statement"
import { userCounts, withUsers } from "./user-counts"

/**
 * Spend over [from, to) by bucket and up to two dimensions, with an optional comparison. Exact whatever
 * the rollup worker's lag. Groups are largest billed first, `limit` at most, the rest in `other`; a
 * missing dimension value is the key null. Throws `invalid` on an empty or overlong range.
 */
export async function spend(scope: Scope, asked: SpendQuery): Promise<SpendAnswer> {
  if (asked.from >= asked.to) throw new AppError("invalid", "from must be before to.")
  if (new Set(asked.groupBy).size !== asked.groupBy.length || asked.groupBy.length > 2) {
    throw new AppError("invalid", "group_by takes up to two different dimensions.")
  }
  const asOf = new Date()
  const { zone, currency } = await getOrganisation(scope)
  const labels = await labelsOf(scope, [...asked.groupBy, ...asked.filters.map((filter) => filter.dimension)])
  const filters = labels.conditions(asked.filters)
  const input = { orgId: scope.orgId, zone, from: asked.from, to: asked.to, groupBy: asked.groupBy, filters }
  const compared = asked.comparison
  // Two things may share a label and then are one group, so only the whole list can be ranked.
  const limit = asked.groupBy.some((dimension) => labels.isLabelled(dimension)) ? null : asked.limit
  const interval = asked.course === false ? null : asked.interval
  const main = { ...input, interval, kept: limit === null ? null : { first: limit } }
  const earlier = compared && { ...input, ...compared, interval: null, kept: null }
  const byUser = isByUser(main)
  const cuboid = cuboidDimensions(main)
  if (cuboid) noteCuboid(scope.orgId, cuboid)
  // Groups of the context are few enough to compare them all; users and sessions wait for their names.
  const atOnce = !byUser && (cuboid !== null || limit === null || asked.groupBy.length === 0)
  const [rows, whole] = await Promise.all([
    byUser ? userRowsOf(main, { first: asked.limit }) : rowsOf(main, labels),
    earlier && atOnce ? rowsOf(earlier, labels) : null,
  ])
  const parts = partsOf(rows, asked.groupBy, asked.limit)
  const keys = parts.groups.map(({ key }) => asked.groupBy.map((dimension) => key[dimension] ?? null))
  const before =
    earlier && !atOnce
      ? await (byUser
          ? userRowsOf(earlier, { names: keys.map(([name]) => name ?? null) })
          : rowsOf({ ...earlier, kept: { keys } }, labels))
      : whole
  const answer = {
    range: { from: asked.from.toISOString(), to: asked.to.toISOString() },
    zone,
    currency,
    as_of: asOf.toISOString(),
    interval: asked.interval,
    ...parts,
    compare:
      compared && before
        ? {
            range: { from: compared.from.toISOString(), to: compared.to.toISOString() },
            ...comparisonOf(
              before,
              asked.groupBy,
              parts.groups.map((group) => group.key),
            ),
          }
        : null,
  }
  if (!asked.users) return answer
  const [now, past] = await Promise.all([
    userCounts(main, labels),
    earlier ? userCounts(earlier, labels) : null,
  ])
  return withUsers(answer, now, past)
}

const valueRow = z.object({ value: z.string() })

/** Known values of a dimension for the filter menus, by the alphabet, 200 at most. */
export async function dimensionValues(
  scope: Scope,
  dimension: Dimension,
  contains: string,
): Promise<string[]> {
  const labels = await labelsOf(scope, [dimension])
  const found = await ask(scope.orgId, labels.valuesStatement(dimension, contains), valueRow)
  return found.map(({ value }) => labels.nameOf(dimension, value) ?? value)
}

const tagRow = z.object({ tag: z.string() })
const MOST_TAGS = 50

/** The tags that calls carry, as dimensions, by the alphabet, 50 at most. */
export async function knownTags(scope: Scope): Promise<Dimension[]> {
  const statement = Prisma.sql`select distinct t.tag from context x, jsonb_object_keys(x.tags) as t (tag)
    where x.org_id = ${scope.orgId} and ${seenContexts(scope)} order by 1 limit ${MOST_TAGS}`
  const found = await ask(scope.orgId, statement, tagRow)
  return found.flatMap(({ tag }) => parseDimension(`tag:${tag}`) ?? [])
}

/** Known values of several dimensions at once, for the filter menus of a page. */
export async function knownValues(
  scope: Scope,
  dimensions: readonly Dimension[],
): Promise<Partial<Record<Dimension, string[]>>> {
  const values = await Promise.all(dimensions.map((dimension) => dimensionValues(scope, dimension, "")))
  return Object.fromEntries(dimensions.map((dimension, i) => [dimension, values[i] ?? []]))
}
