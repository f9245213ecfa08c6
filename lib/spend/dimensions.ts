import { Prisma } from "@/lib/db/generated/client"
import type { Dimension, Filter } from "./schema"

type Sql = Prisma.Sql

/** Where a dimension lives: a column of the context, or a number on the charge that a dictionary names. */
export type Home = "context" | "user" | "session"

export function homeOf(dimension: Dimension): Home {
  return dimension === "user" || dimension === "session" ? dimension : "context"
}

const COLUMNS: Record<Exclude<Dimension, `tag:${string}` | "user" | "session">, Sql> = {
  agent: Prisma.sql`x.agent`,
  feature: Prisma.sql`x.feature`,
  team: Prisma.sql`x.team`,
  environment: Prisma.sql`x.environment`,
  api_key: Prisma.sql`x.api_key_id::text`,
  provider: Prisma.sql`x.provider`,
  model: Prisma.sql`x.model`,
  route: Prisma.sql`x.route`,
  source: Prisma.sql`x.source_id::text`,
  status: Prisma.sql`x.status`,
  error_class: Prisma.sql`x.error_class`,
  attempt: Prisma.sql`x.attempt`,
  service_tier: Prisma.sql`x.service_tier`,
}

function isTag(dimension: Dimension): dimension is `tag:${string}` {
  return dimension.startsWith("tag:")
}

/** The value of a dimension of the context `x`, of the user `u` or of the session `s`. */
export function valueSql(dimension: Dimension): Sql {
  if (dimension === "user") return Prisma.sql`u.name`
  if (dimension === "session") return Prisma.sql`s.name`
  if (isTag(dimension)) return Prisma.sql`(x.tags ->> ${dimension.slice(4)})`
  return COLUMNS[dimension]
}

/** A filter as a condition that is never null, so that it and its negation part the rows in two. */
export function conditionOf({ dimension, operator, values }: Filter): Sql {
  const value = valueSql(dimension)
  const texts = values.filter((text): text is string => text !== null)
  const orNull = values.length > texts.length
  if (operator === "~") {
    const any = texts.map((text) => Prisma.sql`position(lower(${text}) in lower(coalesce(${value}, ''))) > 0`)
    return any.length > 0 ? Prisma.sql`(${Prisma.join(any, " or ")})` : Prisma.sql`true`
  }
  const oneOf = Prisma.sql`(coalesce(${value} = any (${texts}::text[]), false) or (${orNull} and ${value} is null))`
  return operator === "=" ? oneOf : Prisma.sql`not ${oneOf}`
}

/** All filters of one home together. */
export function conditionsOf(filters: readonly Filter[], home: Home): Sql {
  const own = filters.filter((filter) => homeOf(filter.dimension) === home).map(conditionOf)
  return own.length > 0 ? Prisma.join(own, " and ") : Prisma.sql`true`
}
