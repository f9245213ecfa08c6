import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { picoToString } from "@/lib/money"
import { dimensionWord, UNATTRIBUTED } from "@/lib/spend/filter"
import { labelsOf } from "@/lib/spend/labels"
import { addSums, noSums, type Sums, sumsRow, toMeasures } from "@/lib/spend/measures"
import { allowedInterval, comparisonRange } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import { localDate } from "@/lib/time"
import { type ExportRange, exportRange, headLines, rangeInName } from "./range"
import type { SpendCsvQuery } from "./schema"
import type { Snapshot } from "./snapshot"
import { everyGroupStatement } from "./spend-statement"
import type { Chunk, ExportFile } from "./stream"

export const BOM = "\uFEFF"
export const CSV_TYPE = "text/csv; charset=utf-8"

const groupRow = z.object({
  bucket: z.date().nullable(),
  key_1: z.string().nullable(),
  key_2: z.string().nullable(),
  ...sumsRow,
  before_pico: z.string().transform(BigInt),
})

const FIGURES = [
  "billed",
  "list",
  "computed",
  "reported",
  "requests",
  "calls",
  "errors",
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  "reasoning",
  "unpriced_calls",
  "unpriced_tokens",
]

/** A cost that nothing has a price for is unknown: its cell is empty, and the rows still add up. */
function figures(sums: Sums): string[] {
  const { billed, list, computed, reported, requests, calls, errors, tokens, unpriced } = toMeasures(sums)
  const known = (amount: string, pico: bigint) => (sums.unpriced_calls > 0n && pico === 0n ? null : amount)
  return [
    known(billed, sums.billed_pico),
    known(list, sums.list_pico),
    known(computed, sums.computed_pico),
    ...[reported, requests, calls, errors],
    ...[tokens.input_uncached, tokens.cache_read, tokens.cache_write, tokens.output, tokens.reasoning],
    ...[unpriced.calls, unpriced.tokens],
  ].map(figureCell)
}

interface Table {
  range: ExportRange
  groupBy: readonly Dimension[]
  /** Rows are parted into buckets. */
  byBucket: boolean
  compares: boolean
}

function headCells({ groupBy, byBucket, compares }: Table): string[] {
  return [
    "row",
    ...(byBucket ? ["bucket", "bucket_start"] : []),
    ...groupBy.map(textCell),
    ...FIGURES,
    ...(compares ? ["billed_before", "billed_change"] : []),
  ]
}

function comparedCells({ compares }: Table, billed: bigint, before: bigint): string[] {
  return compares ? [picoToString(before), picoToString(billed - before)] : []
}

function bucketCells({ byBucket, range }: Table, bucket: Date | null): string[] {
  if (!byBucket) return []
  return bucket ? [localDate(bucket, range.organisation.zone), bucket.toISOString()] : ["", ""]
}

async function* tableChunks(
  table: Table,
  pages: AsyncGenerator<z.output<typeof groupRow>[]>,
): AsyncGenerator<Chunk> {
  const total = noSums()
  let totalBefore = 0n
  let rows = 0
  yield csvLine(headCells(table))
  for await (const page of pages) {
    let text = ""
    for (const { bucket, key_1, key_2, before_pico, ...rest } of page) {
      const sums = rest as Sums
      addSums(total, sums)
      totalBefore += before_pico
      if (table.groupBy.length === 0 && !table.byBucket) continue
      const keys = [key_1, key_2].slice(0, table.groupBy.length).map((key) => textCell(key ?? UNATTRIBUTED))
      const cells = ["group", ...bucketCells(table, bucket), ...keys, ...figures(sums)]
      text += csvLine([...cells, ...comparedCells(table, sums.billed_pico, before_pico)])
      rows += 1
    }
    if (text) yield text
  }
  const blanks = table.groupBy.map(() => "")
  const cells = ["total", ...bucketCells(table, null), ...blanks, ...figures(total)]
  yield csvLine([...cells, ...comparedCells(table, total.billed_pico, totalBefore)])
  yield commentLine(`End: ${rows} rows and their total`)
}

function inName(groupBy: readonly Dimension[]): string {
  const words = groupBy.map((dimension) => dimension.replace(/[^A-Za-z0-9_]+/g, "-"))
  return words.length > 0 ? `_by-${words.join("-")}` : ""
}

/** What a page shows, whole: every group and the total, or every bucket of every group. */
export async function spendCsv(scope: Scope, asked: SpendCsvQuery): Promise<ExportFile> {
  const range = await exportRange(scope, asked)
  const { from, to, now, filters, organisation } = range
  const { zone } = organisation
  const groupBy = asked.group_by
  const byBucket = asked.rows === "series"
  const interval = byBucket ? allowedInterval(asked.interval ?? null, range) : null
  const earlier = byBucket ? null : comparisonRange(range.choice, range, asked.compare, now, zone)
  const labels = await labelsOf(scope, [...groupBy, ...filters.map((filter) => filter.dimension)])
  const input = { orgId: scope.orgId, zone, from, to, interval, groupBy, filters: labels.conditions(filters) }
  const by = groupBy.map(dimensionWord).join(" and ")
  const title = `spend${by ? ` by ${by}` : ""}${interval ? ` by ${interval}` : ""}`
  const compared = earlier
    ? [`Compared with: ${earlier.from.toISOString()} to ${earlier.to.toISOString()} exclusive`]
    : []
  return {
    name: `spend${inName(groupBy)}${interval ? `_per-${interval}` : ""}_${rangeInName(range)}.csv`,
    type: CSV_TYPE,
    subject: title,
    asked: { from: from.toISOString(), to: to.toISOString(), filters },
    async *chunks(snapshot: Snapshot) {
      const head = [...headLines(title, range), ...compared].map(commentLine).join("")
      yield `${asked.bom ? BOM : ""}${head}`
      const table = { range, groupBy, byBucket, compares: earlier !== null }
      yield* tableChunks(table, snapshot.pages(everyGroupStatement(input, earlier, labels), groupRow))
    },
  }
}
