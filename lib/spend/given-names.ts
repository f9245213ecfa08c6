import "server-only"
import * as z from "zod"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { type Dimension, type Filter, isRenamed, RENAMED } from "./schema"

const givenRow = z.object({ dimension: z.string(), value: z.string(), name: z.string() })

/** What values of some dimensions are called by now. */
export interface GivenNames {
  /** The name of a value; the value where it was given none. */
  nameOf(dimension: Dimension, value: string): string
  /** The filter over what its values are called. */
  named(filter: Filter): Filter
}

export async function givenNames(orgId: number, dimensions: readonly Dimension[]): Promise<GivenNames> {
  const asked = RENAMED.filter((dimension) => dimensions.includes(dimension))
  const rows =
    asked.length === 0
      ? []
      : await ownRows(
          orgId,
          Prisma.sql`
            select g.dimension, g.value, g.name from given_name g
            where g.org_id = ${orgId} and g.dimension = any (${asked}::text[])`,
          givenRow,
          { pool: accountPool() },
        )
  const names = new Map(rows.map(({ dimension, value, name }) => [`${dimension} ${value}`, name]))
  const nameOf = (dimension: Dimension, value: string) => names.get(`${dimension} ${value}`) ?? value
  return {
    nameOf,
    named: (filter) => {
      const { dimension, operator } = filter
      if (names.size === 0 || operator === "~" || !isRenamed(dimension)) return filter
      const values = filter.values.map((value) => (value === null ? null : nameOf(dimension, value)))
      return { ...filter, values: [...new Set(values)] }
    },
  }
}
