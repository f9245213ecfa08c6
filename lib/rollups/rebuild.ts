import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"

/** Derives the organisation's cubes anew from its charges, however long that takes. Ingest goes on; the worker waits. */
export async function rebuildCubes(scope: Scope): Promise<void> {
  const { zone } = await getOrganisation(scope)
  await transaction(async (on) => {
    // The pool's limit is meant for writes.
    await execute(Prisma.sql`set local statement_timeout = 0`, { on })
    await execute(Prisma.sql`select rollup_rebuild(${scope.orgId}, ${zone})`, { on })
  })
}
