import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { valueSql } from "./dimensions"
import { givenNames } from "./given-names"
import type { Dimension, Filter } from "./schema"
import { seenContexts, sightOf } from "./sight"

/** Names of the dimensions that the ledger keeps as numbers: sources and API keys. */
export interface Labels {
  /** Whether the ledger's values are numbers, so that two of them may bear one name. */
  isLabelled(dimension: Dimension): boolean
  nameOf(dimension: Dimension, value: string | null): string | null
  /** The ledger's values and their names; empty where a value is its own name. */
  namesOf(dimension: Dimension): readonly (readonly [string, string])[]
  /** The ledger's values that bear a name, or bore it before they were renamed. */
  idsOf(dimension: Dimension, name: string): readonly string[]
  /** A filter over names as they are now; one of a dimension whose values are their own names as it is. */
  named(filter: Filter): Filter
  /**
   * The conditions of a statement on behalf of the asker: the filters, names turned into the numbers they stand
   * for and values into the names they were given since, and the asker's sight. There is no other way to turn
   * names into numbers.
   */
  conditions(filters: readonly Filter[]): Filter[]
  /** Known values, of what the asker sees. */
  valuesStatement(dimension: Dimension, contains: string): Prisma.Sql
}

const namedRow = z.object({ id: z.int(), name: z.string(), former: z.array(z.string()) })

/** By the ledger's value: the name it bears, and those that it bore. */
type Names = ReadonlyMap<string, readonly [string, ...string[]]>

async function readNames(scope: Scope, dimension: "source" | "api_key"): Promise<Names> {
  const { orgId } = scope
  const statement =
    dimension === "source"
      ? Prisma.sql`select s.id, s.name, s.former_names as former from source s where s.org_id = ${orgId}`
      : Prisma.sql`select k.id, k.name, '{}'::text[] as former from api_key k where k.org_id = ${orgId}`
  const rows = await ownRows(orgId, statement, namedRow, { pool: accountPool() })
  return new Map(rows.map(({ id, name, former }) => [String(id), [name, ...former]]))
}

function matches(name: string, filter: Filter): boolean {
  return filter.operator === "~"
    ? filter.values.some((value) => value !== null && name.toLowerCase().includes(value.toLowerCase()))
    : filter.values.includes(name)
}

/** The ledger's values that a filter over names means: also by names that they bore. */
function idsBy(names: Names, filter: Filter): string[] {
  return [...names].filter(([, each]) => each.some((name) => matches(name, filter))).map(([id]) => id)
}

/** The filter with `values` in place of the names it has. */
function filterOf(filter: Filter, values: readonly string[]): Filter {
  const { operator } = filter
  const nobody = operator !== "~" && filter.values.includes(null) ? [null] : []
  return { ...filter, operator: operator === "~" ? "=" : operator, values: [...values, ...nobody] }
}

export async function labelsOf(scope: Scope, dimensions: readonly Dimension[]): Promise<Labels> {
  const tables = new Map<Dimension, Names>()
  for (const dimension of ["source", "api_key"] as const) {
    if (dimensions.includes(dimension)) tables.set(dimension, await readNames(scope, dimension))
  }
  const given = await givenNames(scope.orgId, dimensions)
  const toIds = (filter: Filter): Filter => {
    const names = tables.get(filter.dimension)
    return names ? filterOf(filter, idsBy(names, filter)) : filter
  }
  return {
    isLabelled: (dimension) => tables.has(dimension),
    nameOf: (dimension, value) => (value === null ? null : (tables.get(dimension)?.get(value)?.[0] ?? value)),
    namesOf: (dimension) => [...(tables.get(dimension) ?? [])].map(([id, [name]]) => [id, name]),
    idsOf: (dimension, name) =>
      idsBy(tables.get(dimension) ?? new Map(), { dimension, operator: "=", values: [name] }),
    named: (filter) => {
      const names = tables.get(filter.dimension)
      if (!names) return filter
      return filterOf(filter, [...new Set(idsBy(names, filter).map((id) => names.get(id)?.[0] ?? id))])
    },
    conditions: (filters) => [...filters.map(given.named).map(toIds), ...sightOf(scope)],
    valuesStatement: (dimension, contains) => valuesStatement(scope, dimension, contains),
  }
}

function valuesStatement(scope: Scope, dimension: Dimension, contains: string): Prisma.Sql {
  const { orgId } = scope
  const value = valueSql(dimension)
  const table =
    dimension === "user"
      ? Prisma.sql`end_user u where u.org_id = ${orgId} and ${seenOnCharges(scope, Prisma.sql`u.id`, Prisma.sql`c.user_id`)}`
      : dimension === "session"
        ? Prisma.sql`usage_session s where s.org_id = ${orgId} and ${seenOnCharges(scope, Prisma.sql`s.id`, Prisma.sql`c.session_id`)}`
        : Prisma.sql`context x where x.org_id = ${orgId} and ${seenContexts(scope)}`
  return Prisma.sql`select distinct ${value} as value from ${table} and ${value} is not null
    and position(lower(${contains}) in lower(${value})) > 0 order by 1 limit 200`
}

const RECENT_MS = 31 * 24 * 3_600_000

/** Who a team's calls name is known to the charges alone; the last 31 days of them are asked. */
function seenOnCharges(scope: Scope, id: Prisma.Sql, column: Prisma.Sql): Prisma.Sql {
  if (scope.teams === null) return Prisma.sql`true`
  const { orgId } = scope
  return Prisma.sql`${id} = any (array(
    select distinct ${column} from charge c where c.org_id = ${orgId} and c.n = 1
      and c.time >= ${new Date(Date.now() - RECENT_MS)} and c.context_id = any (array(
        select x.id from context x where x.org_id = ${orgId} and ${seenContexts(scope)}))))`
}
