import "server-only"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"

const made = new Set<string>()

/** Makes the month partitions that these times need; a month is asked for once a process. */
export async function ensureMonths(client: Connection, times: readonly Date[]): Promise<void> {
  const missing = new Set<string>()
  for (const time of times) {
    const month = `${time.toISOString().slice(0, 7)}-01`
    if (!made.has(month)) missing.add(month)
  }
  for (const month of [...missing].sort()) {
    await execute(Prisma.sql`select ledger_ensure_month(${month}::date)`, { on: client })
    made.add(month)
  }
}
