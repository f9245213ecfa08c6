import "server-only"
import * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"

/** Derives the organisation's cubes anew from its charges. Ingest goes on; the worker waits. */
export async function rebuildCubes(scope: Scope): Promise<void> {
  const { zone } = await getOrganisation(scope)
  await query(
    Prisma.sql`select rollup_rebuild(${scope.orgId}, ${zone})::text as done`,
    z.object({ done: z.string() }),
  )
}
