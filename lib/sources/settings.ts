import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { execute } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { BILLING_GATEWAYS } from "@/lib/ledger/charges"
import type { SourceKind } from "./kinds-schema"

const row = z.object({ kind: z.string(), bills: z.boolean(), silent: z.boolean() })

export interface SourceSettings {
  /** What it states as a call's cost is what is charged. */
  bills: boolean
  /** The gateway that it is, where that bills: what it states of its own calls is what is charged. */
  gateway: string | null
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
  const gateway = found && BILLING_GATEWAYS.has(found.kind) ? found.kind : null
  return { bills: found?.bills ?? false, gateway, unnamed: found?.kind === "events" && found.silent }
})

/** How a source is set; a change counts within a second. */
export function sourceSettings({ orgId }: Scope, sourceId: number): Promise<SourceSettings> {
  return settingsOf(`${orgId}.${sourceId}`)
}

/**
 * A source that nobody gave a kind, and from which nothing came before, is of the kind by which it sends: but for a
 * gateway that bills, whose word counts over others', so that a person says so and not whoever holds a key.
 */
export async function noteKind(scope: Scope, sourceId: number, kind: SourceKind): Promise<void> {
  if (BILLING_GATEWAYS.has(kind)) return
  const { unnamed } = await sourceSettings(scope, sourceId)
  if (!unnamed) return
  await execute(
    Prisma.sql`update source set kind = ${kind}
      where org_id = ${scope.orgId} and id = ${sourceId} and kind = 'events' and first_event_at is null`,
    { on: ingestPool() },
  )
}
