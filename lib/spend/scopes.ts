import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { noteCuboid } from "@/lib/rollups/cuboids"
import { conditionsOf, homeOf, valueSql } from "./dimensions"
import { type Labels, labelsOf } from "./labels"
import { contextLines, cuboidOf } from "./lines"
import { addSums, isNothing, noSums, SUMS, type Sums, sumsRow } from "./measures"
import { rowsOf } from "./rows"
import type { Dimension, Filter, Interval } from "./schema"

/** A part of the spend that is asked for beside others. */
export interface SpendScope {
  filters: readonly Filter[]
  /** Null: one sum. */
  each: Dimension | null
}

/** The sums of one value of the scope's dimension; of the whole scope, with the key null, without one. */
export interface ScopeSums {
  key: string | null
  sums: Sums
}

const row = z.object({
  place: z.number(),
  bucket: z.date().nullable(),
  key_1: z.string().nullable(),
  ...sumsRow,
})

function isOfContexts({ filters, each }: SpendScope): boolean {
  const dimensions = [...filters.map(({ dimension }) => dimension), ...(each ? [each] : [])]
  return dimensions.every((dimension) => homeOf(dimension) === "context")
}

interface Ranged {
  orgId: number
  zone: string
  from: Date
  to: Date
  /** Null: one sum of the range. */
  interval: Interval | null
}

/** All scopes of contexts in one statement and snapshot: the lines of the range are read once. */
async function overContexts(
  ranged: Ranged,
  scopes: readonly { place: number; scope: SpendScope; filters: Filter[] }[],
): Promise<z.output<typeof row>[]> {
  if (scopes.length === 0) return []
  const { orgId } = ranged
  const asked = scopes.flatMap(({ scope, filters }) => [
    ...filters.map(({ dimension }) => dimension),
    ...(scope.each ? [scope.each] : []),
  ])
  const dimensions = cuboidOf(asked, [])
  noteCuboid(orgId, dimensions)
  const parts = scopes.map(
    ({ place, scope: { each }, filters }) => Prisma.sql`
      select ${place}::integer as place, m.bucket, ${each ? valueSql(each) : Prisma.sql`null::text`} as key_1, ${SUMS}
      from sums m join context x on x.org_id = ${orgId} and x.id = m.context_id
      where ${conditionsOf(filters, "context")} group by 2, 3`,
  )
  const lines = contextLines({ ...ranged, filters: [] }, dimensions)
  const statement = Prisma.sql`
    with sums as materialized (select m.bucket, m.context_id, ${SUMS} from (${lines}) m group by 1, 2)
    ${Prisma.join(parts, " union all ")}`
  return ask(orgId, statement, row)
}

function merged(rows: readonly ScopeSums[]): ScopeSums[] {
  const byKey = new Map<string | null, Sums>()
  for (const { key, sums } of rows) {
    const known = byKey.get(key) ?? noSums()
    addSums(known, sums)
    byKey.set(key, known)
  }
  return [...byKey].map(([key, sums]) => ({ key, sums })).filter(({ sums }) => !isNothing(sums))
}

async function overUsers(ranged: Ranged, scope: SpendScope, filters: Filter[], labels: Labels) {
  const groupBy = scope.each ? [scope.each] : []
  const rows = await rowsOf({ ...ranged, groupBy, filters, kept: null }, labels)
  return rows.map(({ bucket, key, sums }) => ({ bucket, key: key[0] ?? null, sums }))
}

interface Part extends ScopeSums {
  bucket: Date | null
}

async function partsOfScopes(
  scope: Scope,
  { from, to, interval }: Pick<Ranged, "from" | "to" | "interval">,
  scopes: readonly SpendScope[],
): Promise<Part[][]> {
  const { zone } = await getOrganisation(scope)
  const ranged = { orgId: scope.orgId, zone, from, to, interval }
  const dimensions = scopes.flatMap(({ filters, each }) => [
    ...filters.map(({ dimension }) => dimension),
    ...(each ? [each] : []),
  ])
  const labels = await labelsOf(scope, dimensions)
  const asked = scopes.map((each, place) => ({
    place,
    scope: each,
    filters: labels.conditions(each.filters),
  }))
  const found = await overContexts(
    ranged,
    asked.filter((each) => isOfContexts(each.scope)),
  )
  const answers: Part[][] = scopes.map(() => [])
  for (const { place, bucket, key_1, ...sums } of found) {
    const each = scopes[place]?.each ?? null
    answers[place]?.push({ bucket, key: each ? labels.nameOf(each, key_1) : null, sums: sums as Sums })
  }
  for (const { place, scope: each, filters } of asked) {
    if (!isOfContexts(each)) answers[place] = await overUsers(ranged, each, filters, labels)
  }
  return answers
}

/**
 * Spend over [from, to) of many scopes at once, exact whatever the worker's lag: for each scope its sums, or those of
 * every value that has any. Scopes of users and sessions are asked one by one.
 */
export async function spendOfScopes(
  scope: Scope,
  range: { from: Date; to: Date },
  scopes: readonly SpendScope[],
): Promise<ScopeSums[][]> {
  const answers = await partsOfScopes(scope, { ...range, interval: null }, scopes)
  return answers.map(merged)
}

/** The same by bucket, of whole scopes: for each its sums by the instant at which a bucket begins. */
export async function courseOfScopes(
  scope: Scope,
  range: { from: Date; to: Date; interval: Interval },
  scopes: readonly { filters: readonly Filter[] }[],
): Promise<Map<number, Sums>[]> {
  const whole = scopes.map(({ filters }) => ({ filters, each: null }))
  const answers = await partsOfScopes(scope, range, whole)
  return answers.map((parts) => {
    const byBucket = new Map<number, Sums>()
    for (const { bucket, sums } of parts) {
      if (bucket === null) continue
      const known = byBucket.get(bucket.getTime()) ?? noSums()
      addSums(known, sums)
      byBucket.set(bucket.getTime(), known)
    }
    return byBucket
  })
}
