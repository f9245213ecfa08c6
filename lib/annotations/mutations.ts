import "server-only"
import * as z from "zod"
import { addAnnotation } from "@/lib/annotations/add"
import { getAnnotation } from "@/lib/annotations/queries"
import type { Annotation, AnnotationInput } from "@/lib/annotations/schema"
import { instantOf } from "@/lib/annotations/when"
import { recordAudit } from "@/lib/auth/audit"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

const AHEAD_MS = 366 * 86_400_000
const EARLIEST = new Date("2015-01-01T00:00:00Z")

const authorRow = z.object({ created_by: z.int().nullable() })

function requireChartable(time: Date): void {
  if (time >= EARLIEST && time.getTime() <= Date.now() + AHEAD_MS) return
  const detail = "time lies between 2015 and a year from now."
  throw new AppError("invalid", detail, { errors: [{ pointer: "/time", detail }] })
}

/** Marks an instant on the organisation's charts. Throws `invalid` for a time that is unreadable or out of reach. */
export async function createAnnotation(scope: Scope, input: AnnotationInput): Promise<Annotation> {
  const { zone } = await getOrganisation(scope)
  const { kind, text, entity = null } = input
  const time = instantOf(input.time, zone, "/time") ?? new Date()
  requireChartable(time)
  return behindWall(scope.orgId, async (on) => {
    const id = await addAnnotation(on, scope, { kind, entity, text, time })
    const added = await getAnnotation(scope, id, on)
    await recordAudit(on, scope, {
      action: "annotation.create",
      subject: `annotation ${id}`,
      after: { kind, entity, text, time },
    })
    return added
  })
}

/** Owners and administrators take away any; others what they added themselves. */
function requireMayDelete({ actor }: Scope, createdBy: number | null): void {
  if (actor.kind !== "user" || actor.role === "owner" || actor.role === "admin") return
  if (actor.userId === createdBy) return
  throw new AppError(
    "forbidden",
    `Your role, ${actor.role}, can delete only annotations of your own. Owners and administrators can delete this one.`,
  )
}

/** Throws `not_found`, and `forbidden` for somebody else's where the asker may delete only their own. */
export async function deleteAnnotation(scope: Scope, id: number): Promise<void> {
  const { orgId } = scope
  await behindWall(orgId, async (on) => {
    const before = await getAnnotation(scope, id, on)
    const [gone] = await query(
      Prisma.sql`delete from annotation where org_id = ${orgId} and id = ${id} returning created_by`,
      authorRow,
      { on },
    )
    if (!gone) throw new AppError("not_found", "There is no such annotation.")
    requireMayDelete(scope, gone.created_by)
    const { kind, entity, text, time } = before
    await recordAudit(on, scope, {
      action: "annotation.delete",
      subject: `annotation ${id}`,
      before: { kind, entity, text, time },
    })
  })
}
