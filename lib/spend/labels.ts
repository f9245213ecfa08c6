import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { valueSql } from "./dimensions"
import type { Dimension, Filter } from "./schema"

/** Names of the dimensions that the ledger keeps as numbers: sources and API keys. */
export interface Labels {
  /** Whether the ledger's values are numbers, so that two of them may bear one name. */
  isLabelled(dimension: Dimension): boolean
  nameOf(dimension: Dimension, value: string | null): string | null
  /** The ledger's values and their names; empty where a value is its own name. */
  namesOf(dimension: Dimension): readonly (readonly [string, string])[]
  /** The filter with names turned into the numbers they stand for. */
  toIds(filter: Filter): Filter
  valuesStatement(orgId: number, dimension: Dimension, contains: string): Prisma.Sql
}

async function namesOf(scope: Scope, dimension: "source" | "api_key"): Promise<Map<string, string>> {
  const where = { orgId: scope.orgId }
  const rows =
    dimension === "source"
      ? await prisma().source.findMany({ where, select: { id: true, name: true } })
      : await prisma().apiKey.findMany({ where, select: { id: true, name: true } })
  return new Map(rows.map((row) => [String(row.id), row.name]))
}

function matches(name: string, filter: Filter): boolean {
  return filter.operator === "~"
    ? filter.values.some((value) => value !== null && name.toLowerCase().includes(value.toLowerCase()))
    : filter.values.includes(name)
}

export async function labelsOf(scope: Scope, dimensions: readonly Dimension[]): Promise<Labels> {
  const tables = new Map<Dimension, Map<string, string>>()
  for (const dimension of ["source", "api_key"] as const) {
    if (dimensions.includes(dimension)) tables.set(dimension, await namesOf(scope, dimension))
  }
  return {
    isLabelled: (dimension) => tables.has(dimension),
    nameOf: (dimension, value) => (value === null ? null : (tables.get(dimension)?.get(value) ?? value)),
    namesOf: (dimension) => [...(tables.get(dimension) ?? [])],
    toIds(filter) {
      const names = tables.get(filter.dimension)
      if (!names) return filter
      const ids: (string | null)[] = [...names].filter(([, name]) => matches(name, filter)).map(([id]) => id)
      if (filter.operator !== "~" && filter.values.includes(null)) ids.push(null)
      return { ...filter, operator: filter.operator === "~" ? "=" : filter.operator, values: ids }
    },
    valuesStatement(orgId, dimension, contains) {
      const value = valueSql(dimension)
      const table =
        dimension === "user"
          ? Prisma.sql`end_user u where u.org_id = ${orgId}`
          : dimension === "session"
            ? Prisma.sql`usage_session s where s.org_id = ${orgId}`
            : Prisma.sql`context x where x.org_id = ${orgId}`
      return Prisma.sql`select distinct ${value} as value from ${table} and ${value} is not null
        and position(lower(${contains}) in lower(${value})) > 0 order by 1 limit 200`
    },
  }
}
