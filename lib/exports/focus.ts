import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { csvLine, figureCell, textCell } from "@/lib/http/csv"
import { type Labels, labelsOf } from "@/lib/spend/labels"
import { type FocusColumn, type FocusLine, focusColumns } from "./focus-columns"
import { meterParts } from "./focus-meters"
import { FocusParquet } from "./focus-parquet"
import {
  type FocusPrice,
  focusGroupRow,
  focusPriceRow,
  focusStatement,
  pricesStatement,
} from "./focus-statement"
import { type ExportRange, exportRange, headLines, rangeInName } from "./range"
import type { FocusQuery } from "./schema"
import type { Snapshot } from "./snapshot"
import { CSV_TYPE } from "./spend-csv"
import type { Chunk, ExportFile } from "./stream"

/** Prices kept at hand while the rows pass. */
const MOST_PRICES = 5_000
const PARQUET_TYPE = "application/vnd.apache.parquet"

type Values = (string | Date | null)[]

class Prices {
  readonly #orgId: number
  readonly #snapshot: Snapshot
  readonly #known = new Map<number, FocusPrice>()

  constructor(orgId: number, snapshot: Snapshot) {
    this.#orgId = orgId
    this.#snapshot = snapshot
  }

  /** Reads those of `ids` that are not at hand, once for a page of rows. */
  async load(ids: readonly (number | null)[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id): id is number => id !== null && !this.#known.has(id))
    if (missing.length === 0) return
    if (this.#known.size > MOST_PRICES) {
      this.#known.clear()
      return this.load(ids)
    }
    for (const price of await this.#snapshot.ask(pricesStatement(this.#orgId, missing), focusPriceRow)) {
      this.#known.set(price.id, price)
    }
  }

  of(id: number | null): FocusPrice | null {
    return id === null ? null : (this.#known.get(id) ?? null)
  }
}

interface Reading {
  scope: Scope
  asked: FocusQuery
  range: ExportRange
  labels: Labels
  columns: readonly FocusColumn[]
}

async function* valuesOf(reading: Reading, snapshot: Snapshot): AsyncGenerator<Values[]> {
  const { scope, asked, range, labels, columns } = reading
  const { from, to, filters, organisation } = range
  const { orgId } = scope
  const input = {
    orgId,
    from,
    to,
    filters: labels.conditions(filters),
    zone: organisation.zone,
    users: asked.users,
  }
  const prices = new Prices(orgId, snapshot)
  for await (const page of snapshot.pages(focusStatement(input), focusGroupRow)) {
    await prices.load(page.map(({ price_id }) => price_id))
    yield page.flatMap((group) => {
      const price = prices.of(group.price_id)
      const about = {
        group,
        price,
        organisation,
        keyName: labels.nameOf("api_key", group.api_key),
        sourceName: labels.nameOf("source", group.source),
      }
      return meterParts(group, price).map((part) => {
        const line: FocusLine = { ...about, part }
        return columns.map((column) => column.value(line))
      })
    })
  }
}

function csvOf(columns: readonly FocusColumn[], values: Values): string {
  const cells = values.map((value, at) => {
    if (value instanceof Date) return value.toISOString()
    return columns[at]?.kind === "text" ? textCell(value) : figureCell(value)
  })
  return csvLine(cells)
}

async function* csvChunks(reading: Reading, snapshot: Snapshot): AsyncGenerator<Chunk> {
  const { columns } = reading
  // Importers take the first line for the head: nothing stands above it.
  yield csvLine(columns.map(({ name }) => name))
  for await (const page of valuesOf(reading, snapshot)) {
    yield page.map((values) => csvOf(columns, values)).join("")
  }
}

async function* parquetChunks(reading: Reading, snapshot: Snapshot): AsyncGenerator<Chunk> {
  const { columns, asked, range } = reading
  const file = new FocusParquet(columns, {
    "focus.version": asked.spec,
    "tollgate.about": headLines("FOCUS cost and usage", range).join("\n"),
  })
  for await (const page of valuesOf(reading, snapshot)) if (page.length > 0) yield file.rows(page)
  yield file.end()
}

/**
 * Cost and usage in the columns of FOCUS: a row per day of the organisation's zone, per meter and per
 * combination of dimensions. Unpriced usage is there with an empty cost.
 */
export async function focusFile(scope: Scope, asked: FocusQuery): Promise<ExportFile> {
  const range = await exportRange(scope, asked)
  const { from, to, filters } = range
  const labels = await labelsOf(scope, ["api_key", "source"])
  const reading = { scope, asked, range, labels, columns: focusColumns(asked.spec, asked.users) }
  const isParquet = asked.format === "parquet"
  return {
    name: `focus-${asked.spec}_${rangeInName(range)}.${asked.format}`,
    type: isParquet ? PARQUET_TYPE : CSV_TYPE,
    subject: `FOCUS ${asked.spec}`,
    asked: { from: from.toISOString(), to: to.toISOString(), filters },
    chunks: (snapshot) => (isParquet ? parquetChunks(reading, snapshot) : csvChunks(reading, snapshot)),
  }
}
