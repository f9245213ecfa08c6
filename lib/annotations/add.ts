import "server-only"
import type { ANNOTATION_KINDS } from "@/lib/annotations/schema"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"

export interface NewAnnotation {
  kind: (typeof ANNOTATION_KINDS)[number]
  /** What it happened to. */
  entity: string | null
  /** What happened, in at most 200 characters. */
  text: string
  time: Date
}

/** Adds a marker inside the caller's transaction and returns its number. */
export async function addAnnotation(
  on: Connection,
  { orgId, actor }: Scope,
  { kind, entity, text, time }: NewAnnotation,
): Promise<number> {
  const id = await nextId(on, orgId, "annotation")
  await execute(
    Prisma.sql`
      insert into annotation (org_id, id, time, kind, entity, text, created_by, created_by_key, created_at)
      values (${orgId}, ${id}, ${time}, ${kind}, ${entity}, ${text},
        ${actor.kind === "user" ? actor.userId : null}, ${actor.kind === "key" ? actor.keyId : null},
        ${new Date()})`,
    { on },
  )
  return id
}

/** Takes away a marker that the product added and that no longer holds; one that is gone already stays gone. */
export async function takeAnnotation(on: Connection, { orgId }: Scope, id: number): Promise<void> {
  await execute(Prisma.sql`delete from annotation where org_id = ${orgId} and id = ${id}`, { on })
}
