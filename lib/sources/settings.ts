import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { execute } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import type { SourceKind } from "./kinds-schema"

const row = z.object({ kind: z.string(), bills: z.boolean(), silent: z.boolean() })

export interface SourceSettings {
  /** What it states as a call's cost is what is charged. */
  bills: boolean
  /** A source of the general kind from which nothing has come: the first way in that is used names it. */
  unnamed: boolean
}

const settingsOf = keptFor(1_000, async (key: `${number}.${number}`): Promise<SourceSettings> => {
  const [orgId = 0, id = 0] = key.split(".").map(Number)
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select s.kind, s.bills, s.first_event_at is null as silent from source s
      where s.org_id = ${orgId} and s.id = ${id}`,
    row,
    { pool: ingestPool() },
  )
  return { bills: found?.bills ?? false, unnamed: found?.kind === "events" && found.silent }
})

/** How a source is set; a change counts within a second. */
export function sourceSettings({ orgId }: Scope, sourceId: number): Promise<SourceSettings> {
  return settingsOf(`${orgId}.${sourceId}`)
}

/** A source that nobody gave a kind, and from which nothing came before, is of the kind by which it sends. */
export async function noteKind(scope: Scope, sourceId: number, kind: SourceKind): Promise<void> {
  const { unnamed } = await sourceSettings(scope, sourceId)
  if (!unnamed) return
  await execute(
    Prisma.sql`update source set kind = ${kind}
      where org_id = ${scope.orgId} and id = ${sourceId} and kind = 'events' and first_event_at is null`,
    { on: ingestPool() },
  )
}
