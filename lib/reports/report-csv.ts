import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { spendCsvQuerySchema } from "@/lib/exports/schema"
import { inSnapshot } from "@/lib/exports/snapshot"
import { spendCsv } from "@/lib/exports/spend-csv"
import { formatFilter } from "@/lib/spend/filter"
import type { Period } from "./periods"
import { viewOf } from "./report-figures"

const LIFE_MS = 60_000
/** Mail servers take little more, and the process holds it whole. */
const MOST_CHARACTERS = 8_000_000

/** The table of the view as the page's own download gives it; null for one that is too long for a letter. */
export async function reportCsv(
  scope: Scope,
  schedule: { query: string },
  { from, to }: Pick<Period, "from" | "to">,
  most: number = MOST_CHARACTERS,
) {
  const { zone } = await getOrganisation(scope)
  const view = viewOf(schedule, { from, to }, zone)
  const asked = spendCsvQuerySchema.parse({
    from: from.toISOString(),
    to: to.toISOString(),
    group_by: view.groupBy.join(","),
    filter: view.filters.map(formatFilter),
    compare: "previous",
    bom: "true",
  })
  const { name, chunks } = await spendCsv(scope, asked)
  let content = ""
  for await (const chunk of inSnapshot(scope.orgId, AbortSignal.timeout(LIFE_MS), chunks)) {
    content += String(chunk)
    if (content.length > most) return null
  }
  return { filename: name, content, contentType: "text/csv; charset=utf-8" }
}
