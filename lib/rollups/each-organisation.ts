import "server-only"
import { log } from "@/lib/log"

/** An organisation whose work failed is left alone for so long. */
const PATIENCE_MS = 2_000
const failedAt = new Map<string, number>()

/** Does the work of each organisation in turn; a failure is logged and stops no other. */
export async function eachOrganisation<Row extends { org_id: number }>(
  rows: readonly Row[],
  failure: string,
  work: (row: Row) => Promise<void>,
): Promise<void> {
  for (const row of rows) {
    const key = `${failure} ${row.org_id}`
    if (Date.now() - (failedAt.get(key) ?? 0) < PATIENCE_MS) continue
    try {
      await work(row)
      failedAt.delete(key)
    } catch (err) {
      failedAt.set(key, Date.now())
      log.error({ err, orgId: row.org_id }, `${failure}; it is tried again.`)
    }
  }
}
