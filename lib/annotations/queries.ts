import "server-only"
import * as z from "zod"
import {
  ANNOTATION_KINDS,
  type Annotation,
  type AnnotationQuery,
  type AnnotationsAnswer,
} from "@/lib/annotations/schema"
import { instantOf } from "@/lib/annotations/when"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

const annotationRow = z.object({
  id: z.int(),
  time: z.date(),
  kind: z.enum(ANNOTATION_KINDS),
  entity: z.string().nullable(),
  text: z.string(),
  created_by: z.string().nullable(),
  created_at: z.date(),
})
const countedRow = annotationRow.extend({ total: z.int() })

/** Kinds whose texts tell amounts of whomever they are about. */
const OF_THE_WHOLE: readonly Annotation["kind"][] = ["anomaly", "budget_edit", "alert"]

function toAnnotation({ time, created_at, ...row }: z.output<typeof annotationRow>): Annotation {
  return { ...row, time: time.toISOString(), created_at: created_at.toISOString() }
}

/**
 * What is told of the organisation's markers; conditions that narrow it further may follow. A member kept to
 * teams is not told the names of keys, nor what was spent, limited or out of the ordinary elsewhere.
 */
function ofOrganisation({ orgId, teams }: Scope): Prisma.Sql {
  return Prisma.sql`
    n.id, n.time, n.kind, n.entity, n.text, n.created_at, coalesce(a.name, case when ${teams === null} then k.name end) as created_by
    from annotation n
    left join account a on a.id = n.created_by
    left join api_key k on k.org_id = ${orgId} and k.id = n.created_by_key
    where n.org_id = ${orgId} and (${teams === null} or n.kind <> all (${OF_THE_WHOLE}::text[]))`
}

/** Markers of [`from`, `to`), the latest first. Throws `invalid` for an unreadable date. */
export async function listAnnotations(scope: Scope, asked: AnnotationQuery): Promise<AnnotationsAnswer> {
  const { zone } = await getOrganisation(scope)
  const [from, to] = [instantOf(asked.from, zone, "from"), instantOf(asked.to, zone, "to")]
  const { kind = null, limit } = asked
  const rows = await ownRows(
    scope.orgId,
    Prisma.sql`
      select (count(*) over ())::integer as total, ${ofOrganisation(scope)}
        and (${from}::timestamptz is null or n.time >= ${from})
        and (${to}::timestamptz is null or n.time < ${to})
        and (${kind}::text is null or n.kind = ${kind})
      order by n.time desc, n.id desc
      limit ${limit}`,
    countedRow,
  )
  return {
    annotations: rows.map(({ total: _, ...row }) => toAnnotation(row)),
    total: rows[0]?.total ?? 0,
  }
}

/** Throws `not_found` for a marker of nobody or of somebody else. */
export async function getAnnotation(scope: Scope, id: number, on: Connection): Promise<Annotation> {
  const [row] = await ownRows(
    scope.orgId,
    Prisma.sql`select ${ofOrganisation(scope)} and n.id = ${id}`,
    annotationRow,
    {
      on,
    },
  )
  if (!row) throw new AppError("not_found", "There is no such annotation.")
  return toAnnotation(row)
}
