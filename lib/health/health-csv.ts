import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { headLines, rangeInName } from "@/lib/exports/range"
import { BOM, CSV_TYPE } from "@/lib/exports/spend-csv"
import type { ExportFile } from "@/lib/exports/stream"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import { healthOfRequest } from "./answer"
import { csvRange } from "./csv-range"
import type { HealthCsvQuery } from "./csv-schema"
import type { HealthAnswer } from "./schema"

type Figures = HealthAnswer["total"]

const COLUMNS: readonly (readonly [string, (of: Figures) => number | string | null])[] = [
  ["calls", (of) => of.calls],
  ["answered", (of) => of.answered],
  ["faults", (of) => of.faults],
  ["account_faults", (of) => of.account_faults],
  ["caller_faults", (of) => of.caller_faults],
  ["aborted", (of) => of.aborted],
  ["unclassified", (of) => of.unclassified],
  ["availability", (of) => of.availability],
  ...ERROR_CLASSES.map((name) => [name, (of: Figures) => of.errors[name] ?? 0] as const),
  ["later_attempts", (of) => of.later_attempts],
  ["fallbacks", (of) => of.fallbacks],
  ["requests_failed", (of) => of.requests.failed],
  ["requests_rescued", (of) => of.requests.rescued],
  ["requests_retried", (of) => of.requests.retried],
  ["requests_lost", (of) => of.requests.lost],
  ["fallback_extra", ({ requests }) => extraOf(requests)],
  ["fallback_extra_unknown", (of) => of.requests.fallback_extra_unknown],
  ["failed_cost", (of) => (of.failed_unpriced > 0 && of.failed_cost === "0" ? null : of.failed_cost)],
  ["failed_unpriced", (of) => of.failed_unpriced],
  ["latency_calls", (of) => of.latency_ms?.n ?? null],
  ["latency_p50_ms", (of) => of.latency_ms?.p50 ?? null],
  ["latency_p95_ms", (of) => of.latency_ms?.p95 ?? null],
  ["latency_p99_ms", (of) => of.latency_ms?.p99 ?? null],
  ["first_token_calls", (of) => of.first_token_ms?.n ?? null],
  ["first_token_p50_ms", (of) => of.first_token_ms?.p50 ?? null],
  ["first_token_p95_ms", (of) => of.first_token_ms?.p95 ?? null],
  ["first_token_p99_ms", (of) => of.first_token_ms?.p99 ?? null],
  ["tokens_per_second", (of) => of.tokens_per_second],
]

/** Unknown where of no rescued request it is known. */
function extraOf({ rescued, fallback_extra, fallback_extra_unknown }: Figures["requests"]): string | null {
  return rescued > 0 && fallback_extra_unknown >= rescued ? null : fallback_extra
}

const figures = (of: Figures) => COLUMNS.map(([, pick]) => figureCell(pick(of)))

function* lines({ rows, total }: HealthAnswer): Generator<string> {
  yield csvLine(["row", "provider", "model", "route", ...COLUMNS.map(([name]) => name)])
  for (const row of rows) {
    yield csvLine(["row", ...[row.provider, row.model, row.route].map(textCell), ...figures(row)])
  }
  yield csvLine(["total", "", "", "", ...figures(total)])
  yield commentLine(`End: ${rows.length} rows and their total`)
}

/** How providers did, as `/api/v1/health/providers` tells it: a row for each of its rows, and the total. */
export async function healthCsv(scope: Scope, asked: HealthCsvQuery): Promise<ExportFile> {
  const range = await csvRange(scope, asked)
  const [from, to] = [range.from.toISOString(), range.to.toISOString()]
  const { filter, group_by } = asked
  const answer = await healthOfRequest(scope, { from, to, filter, group_by })
  return {
    name: `health_${rangeInName(range)}.csv`,
    type: CSV_TYPE,
    subject: "health",
    asked: { from, to },
    async *chunks() {
      if (asked.bom) yield BOM
      yield headLines("health", range).map(commentLine).join("")
      yield* lines(answer)
    },
  }
}
