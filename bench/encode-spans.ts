/** A span as OTLP's protobuf carries it. Ids are hex, times nanoseconds. */
export interface WrittenSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  start: bigint
  end: bigint
  attributes: Record<string, WrittenValue>
  failed?: string
}

export type WrittenValue = string | number | boolean | WrittenValue[]

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(content.length)), content])
}

const text = (number: number, value: string) => field(number, Buffer.from(value))
const hex = (number: number, value: string) => field(number, Buffer.from(value, "hex"))

function whole(number: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(number * 8)), varint(value)])
}

function fixed(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return Buffer.concat([varint(BigInt(number * 8 + 1)), bytes])
}

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint(BigInt(number * 8 + 1)), bytes])
}

function anyValue(value: WrittenValue): Buffer {
  if (typeof value === "string") return text(1, value)
  if (typeof value === "boolean") return whole(2, value ? 1n : 0n)
  if (Array.isArray(value)) return field(5, Buffer.concat(value.map((item) => field(1, anyValue(item)))))
  return Number.isInteger(value) ? whole(3, BigInt(value)) : double(4, value)
}

function attributes(number: number, values: Record<string, WrittenValue>): Buffer {
  const pairs = Object.entries(values).map(([key, value]) =>
    field(number, Buffer.concat([text(1, key), field(2, anyValue(value))])),
  )
  return Buffer.concat(pairs)
}

function encodeSpan(span: WrittenSpan): Buffer {
  return Buffer.concat([
    hex(1, span.traceId),
    hex(2, span.spanId),
    ...(span.parentSpanId === undefined ? [] : [hex(4, span.parentSpanId)]),
    text(5, span.name),
    whole(6, 3n),
    fixed(7, span.start),
    fixed(8, span.end),
    attributes(9, span.attributes),
    ...(span.failed === undefined ? [] : [field(15, Buffer.concat([text(2, span.failed), whole(3, 2n)]))]),
  ])
}

/** An ExportTraceServiceRequest of one process and one library. */
export function encodeSpans(resource: Record<string, WrittenValue>, spans: readonly WrittenSpan[]): Buffer {
  const scope = Buffer.concat([
    field(1, text(1, "bench")),
    ...spans.map((span) => field(2, encodeSpan(span))),
  ])
  return field(1, Buffer.concat([field(1, attributes(1, resource)), field(2, scope)]))
}
