/**
 * PostgreSQL arrays in the wire's binary form, built by hand: the driver's own encoder costs more than the
 * rest of a write, and numbers sent as text are made by one side only to be read by the other.
 */

interface ElementType<Value> {
  /** PostgreSQL's number of the type. */
  oid: number
  /** Bytes of a value. */
  width: number
  set(view: DataView, at: number, value: Value): void
  get(view: DataView, at: number): Value
}

export const INT2: ElementType<number> = {
  oid: 21,
  width: 2,
  set: (view, at, value) => view.setInt16(at, value),
  get: (view, at) => view.getInt16(at),
}

export const INT4: ElementType<number> = {
  oid: 23,
  width: 4,
  set: (view, at, value) => view.setInt32(at, value),
  get: (view, at) => view.getInt32(at),
}

export const INT8: ElementType<bigint> = {
  oid: 20,
  width: 8,
  set: (view, at, value) => view.setBigInt64(at, value),
  get: (view, at) => view.getBigInt64(at),
}

/** In `microseconds()`. */
export const TIMESTAMPTZ: ElementType<bigint> = { ...INT8, oid: 1184 }
const TEXT_OID = 25

const YEAR_2000_MS = 946_684_800_000

/** An instant as PostgreSQL counts it, since the year 2000. */
export function microseconds(time: Date): bigint {
  return BigInt(time.getTime() - YEAR_2000_MS) * 1_000n
}

const LENGTH_BYTES = 4
const NULL_LENGTH = -1
const HEADER_BYTES = 20

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** One dimension, counted from 1. */
function writeHeader(view: DataView, oid: number, count: number, hasNull: boolean): void {
  view.setInt32(0, 1)
  view.setInt32(4, hasNull ? 1 : 0)
  view.setInt32(8, oid)
  view.setInt32(12, count)
  view.setInt32(16, 1)
}

/** An array that is filled value by value. A value that its type cannot hold is a `RangeError`. */
export class Column<Value extends number | bigint> {
  readonly #type: ElementType<Value>
  readonly #bytes: Buffer
  readonly #view: DataView
  #end = HEADER_BYTES
  #count = 0
  #nulls = 0

  constructor(type: ElementType<Value>, capacity: number) {
    this.#type = type
    this.#bytes = Buffer.allocUnsafe(HEADER_BYTES + capacity * (LENGTH_BYTES + type.width))
    this.#view = viewOf(this.#bytes)
  }

  add(value: Value | null): void {
    this.#count += 1
    if (value === null) {
      this.#nulls += 1
      this.#view.setInt32(this.#end, NULL_LENGTH)
      this.#end += LENGTH_BYTES
      return
    }
    const { width, set, get } = this.#type
    this.#view.setInt32(this.#end, width)
    this.#end += LENGTH_BYTES
    set(this.#view, this.#end, value)
    if (get(this.#view, this.#end) !== value) throw new RangeError(`${value} is no number of ${width} bytes.`)
    this.#end += width
  }

  /** The parameter; null where the column holds nothing but nulls, which `unnest` reads as the same. */
  toParameter(): Buffer | null {
    if (this.#nulls === this.#count) return null
    writeHeader(this.#view, this.#type.oid, this.#count, this.#nulls > 0)
    return this.#bytes.subarray(0, this.#end)
  }
}

/** A `text[]`, null where it holds nothing but nulls; a NUL, which PostgreSQL cannot hold, becomes U+FFFD. */
export function textArray(values: readonly (string | null)[]): Buffer | null {
  let size = HEADER_BYTES
  let hasNull = false
  let hasText = false
  const texts = values.map((value) => value?.replaceAll("\u0000", "\uFFFD") ?? null)
  for (const text of texts) {
    size += LENGTH_BYTES + (text === null ? 0 : Buffer.byteLength(text))
    if (text === null) hasNull = true
    else hasText = true
  }
  if (!hasText) return null
  const bytes = Buffer.allocUnsafe(size)
  const view = viewOf(bytes)
  writeHeader(view, TEXT_OID, values.length, hasNull)
  let end = HEADER_BYTES
  for (const text of texts) {
    const length = text === null ? 0 : bytes.write(text, end + LENGTH_BYTES)
    view.setInt32(end, text === null ? NULL_LENGTH : length)
    end += LENGTH_BYTES + length
  }
  return bytes
}
