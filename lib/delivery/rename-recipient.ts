import "server-only"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"

/** Everything that names an endpoint to be told by names it by its new name, in the caller's transaction. */
export async function renameRecipient(
  on: Connection,
  orgId: number,
  former: string,
  name: string,
): Promise<void> {
  await execute(
    Prisma.sql`update budget b set notify = array_replace(b.notify, ${former}, ${name})
      where b.org_id = ${orgId} and ${former} = any (b.notify)`,
    { on },
  )
  await execute(
    Prisma.sql`update alert_rule r set notify = array_replace(r.notify, ${former}, ${name})
      where r.org_id = ${orgId} and ${former} = any (r.notify)`,
    { on },
  )
  // Those that are closed may be opened again within their period.
  await execute(
    Prisma.sql`update alert a set notify = array_replace(a.notify, ${former}, ${name})
      where a.org_id = ${orgId} and ${former} = any (a.notify)`,
    { on },
  )
}
