import { ByteWriter, ParquetWriter } from "hyparquet-writer"
import { type Decimal, parseDecimal } from "@/lib/money"
import type { FocusColumn, FocusKind } from "./focus-columns"

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number]

const SCALE: Partial<Record<FocusKind, number>> = { money: 12, price: 18, quantity: 0 }

function elementOf({ name, kind }: FocusColumn): SchemaElement {
  const scale = SCALE[kind]
  const optional = { name, repetition_type: "OPTIONAL" } as const
  if (kind === "time") return { ...optional, type: "INT64", converted_type: "TIMESTAMP_MILLIS" }
  if (scale === undefined) return { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" }
  return {
    ...optional,
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: 16,
    converted_type: "DECIMAL",
    precision: 38,
    scale,
  }
}

function unscaled({ digits, scale }: Decimal, to: number): bigint {
  if (scale > to) throw new Error(`A decimal of ${scale} places does not fit a column of ${to}.`)
  return digits * 10n ** BigInt(to - scale)
}

/** A Parquet file that leaves by row groups; money is DECIMAL, never a float. */
export class FocusParquet {
  readonly #columns: readonly FocusColumn[]
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter

  constructor(columns: readonly FocusColumn[], about: Record<string, string>) {
    this.#columns = columns
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: "focus", num_children: columns.length }, ...columns.map(elementOf)],
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: "tollgate",
    })
  }

  /** The bytes of one row group. */
  rows(values: readonly (string | Date | null)[][]): Uint8Array {
    const columnData = this.#columns.map(({ name, kind }, at) => {
      const scale = SCALE[kind]
      const data = values.map((row) => {
        const value = row[at] ?? null
        return scale === undefined || typeof value !== "string" ? value : unscaled(parseDecimal(value), scale)
      })
      return { name, data }
    })
    void this.#writer.write({ columnData, rowGroupSize: Math.max(1, values.length) })
    return this.#taken()
  }

  /** The footer, without which no reader takes the file for whole. */
  end(): Uint8Array {
    void this.#writer.finish()
    return this.#taken()
  }

  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice()
    this.#bytes.index = 0
    return bytes
  }
}
