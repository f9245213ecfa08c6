import { Freshness } from "@/components/shell/freshness"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { rollupLagSeconds } from "@/lib/http/readiness"

async function read() {
  const scope = await requireScope()
  const [{ zone }, lagSeconds] = await Promise.all([getOrganisation(scope), rollupLagSeconds()])
  return { zone, lagMs: lagSeconds * 1_000 }
}

/**
 * How old a page's figures are. They hold every acknowledged event; the lag is that of the sums they are
 * mostly read from. Absent where it is not known.
 */
export async function LedgerFreshness() {
  const found = await readSection("The lag", read)
  return found.ok ? <Freshness asOf={new Date()} {...found.value} /> : null
}
