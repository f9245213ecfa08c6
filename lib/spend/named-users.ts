import { Prisma } from "@/lib/db/generated/client"
import type { Filter } from "./schema"

/**
 * The numbers of the users that filters name, as an array that an index serves; null where they name none, or
 * calls without a user among them.
 */
export function namedUsers(orgId: number, filters: readonly Filter[]): Prisma.Sql | null {
  const names = filters
    .filter(({ dimension, operator }) => dimension === "user" && operator === "=")
    .flatMap(({ values }) => values)
  if (names.length === 0 || names.includes(null)) return null
  return Prisma.sql`array(select e.id from end_user e
    where e.org_id = ${orgId} and e.name = any (${names}::text[]))`
}
