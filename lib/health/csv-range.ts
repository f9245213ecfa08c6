import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type ExportRange, exportRange } from "@/lib/exports/range"
import { healthWindow } from "./answer"
import type { HealthCsvQuery } from "./csv-schema"

/** What a file covers: a range by its name, else from one end to the other, the last 24 hours where neither is named. */
export async function csvRange(
  scope: Scope,
  { range, from, to, filter }: Pick<HealthCsvQuery, "range" | "from" | "to" | "filter">,
): Promise<ExportRange> {
  if (range !== undefined) return exportRange(scope, { range, filter })
  const window = await healthWindow(scope, { from, to, filter })
  return exportRange(scope, { from: window.from.toISOString(), to: window.to.toISOString(), filter })
}
