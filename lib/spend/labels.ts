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
  /**
   * The conditions of a statement on behalf of the asker: the filters, names turned into the numbers they stand
   * for and values into the names they were given since, and the asker's sight. There is no other way to turn
   * names into numbers.
   */
  conditions(filters: readonly Filter[]): Filter[]
  /** Known values, of what the asker sees. */
  valuesStatement(dimension: Dimension, contains: string): Prisma.Sql
}

const namedRow = z.object({ id: z.int(), name: z.string() })

async function namesOf(scope: Scope, dimension: "source" | "api_key"): Promise<Map<string, string>> {
  const { orgId } = scope
  const statement =
    dimension === "source"
      ? Prisma.sql`select s.id, s.name from source s where s.org_id = ${orgId}`
      : Prisma.sql`select k.id, k.name from api_key k where k.org_id = ${orgId}`
  const rows = await ownRows(orgId, statement, namedRow, { pool: accountPool() })
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
  const given = await givenNames(scope.orgId, dimensions)
  const toIds = (filter: Filter): Filter => {
    const names = tables.get(filter.dimension)
    if (!names) return filter
    const ids: (string | null)[] = [...names].filter(([, name]) => matches(name, filter)).map(([id]) => id)
    if (filter.operator !== "~" && filter.values.includes(null)) ids.push(null)
    return { ...filter, operator: filter.operator === "~" ? "=" : filter.operator, values: ids }
  }
  return {
    isLabelled: (dimension) => tables.has(dimension),
    nameOf: (dimension, value) => (value === null ? null : (tables.get(dimension)?.get(value) ?? value)),
    namesOf: (dimension) => [...(tables.get(dimension) ?? [])],
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
