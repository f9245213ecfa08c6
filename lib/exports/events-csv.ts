import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { eventId } from "@/lib/ledger/identity"
import { type Pico, picoToString } from "@/lib/money"
import { type Labels, labelsOf } from "@/lib/spend/labels"
import { EVENT_DIMENSIONS, ledgerLinesStatement } from "./events-statement"
import { exportRange, headLines, rangeInName } from "./range"
import type { EventsCsvQuery } from "./schema"
import type { Snapshot } from "./snapshot"
import { BOM, CSV_TYPE } from "./spend-csv"
import type { ExportFile } from "./stream"

const text = z.string().nullable()
const pico = z.bigint().nullable()
const count = z.number()

const lineRow = z.object({
  time: z.date(),
  event_key: z.bigint(),
  line: count,
  n: count,
  rerate_id: count.nullable(),
  tags: z.record(z.string(), z.string()),
  user: text,
  agent: text,
  feature: text,
  team: text,
  environment: text,
  api_key: text,
  session: text,
  provider: text,
  model: text,
  route: text,
  source: text,
  status: text,
  error_class: text,
  service_tier: text,
  kind: text,
  list_pico: pico,
  computed_pico: pico,
  reported_pico: pico,
  billed_pico: pico,
  input_uncached: count,
  cache_read: count,
  cache_write_5m: count,
  cache_write_1h: count,
  cache_write_other: count,
  output: count,
  reasoning: count,
  latency_ms: count.nullable(),
  ttft_ms: count.nullable(),
})
type Line = z.output<typeof lineRow>

const MONEY = ["billed", "list", "computed", "reported"] as const
const COUNTS = [
  "input_uncached",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "cache_write_other",
  "output",
  "reasoning",
  "latency_ms",
  "ttft_ms",
] as const
const HEAD = [
  ...["time", "event", "line", "entry", "kind"],
  ...EVENT_DIMENSIONS,
  ...["tags", ...MONEY, "unpriced"],
  ...COUNTS,
]
/** What a signed row is to the totals. */
const ENTRIES: Record<number, string> = { 1: "charge", [-1]: "reversal", 0: "adjustment" }

function entryOf({ n, rerate_id }: Line): string {
  const entry = ENTRIES[n] ?? ""
  return rerate_id === null ? entry : `${entry} of re-rate ${rerate_id}`
}

const amount = (value: Pico | null) => figureCell(value === null ? null : picoToString(value))

function cellsOf(line: Line, labels: Labels): string[] {
  const tags = Object.keys(line.tags).length > 0 ? JSON.stringify(line.tags) : null
  return [
    line.time.toISOString(),
    eventId(line.event_key),
    figureCell(line.line),
    entryOf(line),
    textCell(line.kind ?? "message"),
    ...EVENT_DIMENSIONS.map((dimension) => textCell(labels.nameOf(dimension, line[dimension]))),
    textCell(tags),
    ...MONEY.map((name) => amount(line[`${name}_pico`])),
    line.billed_pico === null ? "true" : "false",
    ...COUNTS.map((name) => figureCell(line[name])),
  ]
}

/**
 * Every line of the ledger in a view. Corrections are rows of their own with the sign they have in the
 * totals, so that a column adds up to the figure on screen. What was sent is not in it.
 */
export async function eventsCsv(scope: Scope, asked: EventsCsvQuery): Promise<ExportFile> {
  const range = await exportRange(scope, asked)
  const { from, to, filters } = range
  const labels = await labelsOf(scope, [...EVENT_DIMENSIONS])
  const input = { orgId: scope.orgId, from, to, filters: labels.conditions(filters) }
  return {
    name: `events_${rangeInName(range)}.csv`,
    type: CSV_TYPE,
    subject: "events",
    asked: { from: from.toISOString(), to: to.toISOString(), filters },
    async *chunks(snapshot: Snapshot) {
      yield `${asked.bom ? BOM : ""}${headLines("events", range).map(commentLine).join("")}${csvLine(HEAD)}`
      let rows = 0
      for await (const page of snapshot.pages(ledgerLinesStatement(input), lineRow)) {
        yield page.map((line) => csvLine(cellsOf(line, labels))).join("")
        rows += page.length
      }
      yield commentLine(`End: ${rows} rows`)
    },
  }
}
