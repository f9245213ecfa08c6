import { isContent } from "./content"
import {
  type Attributes,
  bounded,
  MAX_ATTRIBUTES,
  MAX_NAME,
  MAX_NESTING,
  MAX_SPANS,
  NO_ATTRIBUTES,
  type Span,
  tooManySpans,
  type Value,
  wrongSignal,
} from "./span"
import { BYTES, FIXED64, VARINT, Wire } from "./wire"

/** The spans of an ExportTraceServiceRequest. Fields that are not known, and those of another type, are passed over. */
export function decodeProtobuf(bytes: Buffer): Span[] {
  const spans: Span[] = []
  const body = new Wire(bytes)
  for (let field = body.next(); field !== null; field = body.next()) {
    if (field.number === 1 && field.type === BYTES) readResourceSpans(body.message(), spans)
    else body.skip(field)
  }
  return spans
}

function readResourceSpans(wire: Wire, spans: Span[]): void {
  let resource = NO_ATTRIBUTES
  const scopes: Wire[] = []
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 1 && field.type === BYTES) resource = readOwner(wire.message(), 1).attributes
    else if (field.number === 2 && field.type === BYTES) scopes.push(wire.message())
    else wire.skip(field)
  }
  for (const scope of scopes) readScopeSpans(scope, resource, spans)
}

function readScopeSpans(wire: Wire, resource: Attributes, spans: Span[]): void {
  let scope = ""
  const from = spans.length
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 1 && field.type === BYTES) scope = readOwner(wire.message(), 3).name
    else if (field.number === 2 && field.type === BYTES) {
      if (spans.length >= MAX_SPANS) throw tooManySpans()
      const span = readSpan(wire.message(), resource)
      if (span !== null) spans.push(span)
    } else wire.skip(field)
  }
  for (const span of spans.slice(from)) span.scope = scope
}

/** A resource or a scope: attributes at their field, a scope's name at field 1. */
function readOwner(wire: Wire, attributesAt: 1 | 3): { name: string; attributes: Attributes } {
  let name = ""
  const attributes = new Map<string, Value>()
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.type !== BYTES) wire.skip(field)
    else if (field.number === attributesAt) readAttribute(wire.message(), attributes)
    else if (field.number === 1) name = wire.text().slice(0, MAX_NAME)
    else wire.skip(field)
  }
  return { name, attributes }
}

function newSpan(resource: Attributes): Span {
  return {
    ...{ traceId: "", spanId: "", parentId: null, name: "", scope: "", resource, attributes: NO_ATTRIBUTES },
    ...{ start: 0n, end: 0n, failed: false, message: "", exception: NO_ATTRIBUTES },
  }
}

const ZEROS = /^0*$/

function readSpan(wire: Wire, resource: Attributes): Span | null {
  const span = newSpan(resource)
  const attributes = new Map<string, Value>()
  span.attributes = attributes
  for (let field = wire.next(); field !== null; field = wire.next()) {
    const { number, type } = field
    if (number === 1 && type === FIXED64) throw wrongSignal("logs")
    if (type === BYTES) readPart(wire, number, span, attributes)
    else if (number === 7 && type === FIXED64) span.start = wire.fixed64()
    else if (number === 8 && type === FIXED64) span.end = wire.fixed64()
    else wire.skip(field)
  }
  if (span.start === 0n && span.traceId !== "" && span.traceId.length !== 32) throw wrongSignal("metrics")
  return ZEROS.test(span.traceId) || ZEROS.test(span.spanId) ? null : span
}

function readPart(wire: Wire, number: number, span: Span, attributes: Map<string, Value>): void {
  if (number === 1) span.traceId = bounded(wire.hex())
  else if (number === 2) span.spanId = bounded(wire.hex())
  else if (number === 4) {
    const id = bounded(wire.hex())
    span.parentId = ZEROS.test(id) ? null : id
  } else if (number === 5) span.name = wire.text().slice(0, MAX_NAME)
  else if (number === 9) readAttribute(wire.message(), attributes)
  else if (number === 11) readEvent(wire.message(), span)
  else if (number === 15) readStatus(wire.message(), span)
  else wire.skip({ number, type: BYTES })
}

function readEvent(wire: Wire, span: Span): void {
  let name = ""
  const attributes = new Map<string, Value>()
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 2 && field.type === BYTES) name = wire.text()
    else if (field.number === 3 && field.type === BYTES) readAttribute(wire.message(), attributes)
    else wire.skip(field)
  }
  if (name === "exception" && span.exception.size === 0) span.exception = attributes
}

function readStatus(wire: Wire, span: Span): void {
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 2 && field.type === BYTES) span.message = wire.text()
    else if (field.number === 3 && field.type === VARINT) span.failed = wire.varint() === 2
    else wire.skip(field)
  }
}

function readAttribute(wire: Wire, into: Map<string, Value>): void {
  if (into.size >= MAX_ATTRIBUTES) return
  let key = ""
  let held: Wire | null = null
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 1 && field.type === BYTES) key = wire.name()
    else if (field.number === 2 && field.type === BYTES) held = wire.message()
    else wire.skip(field)
  }
  if (held === null || key === "" || key.length > MAX_NAME || isContent(key)) return
  const value = readValue(held, 0)
  if (value !== null) into.set(key, value)
}

/** Null for bytes, for nothing, and for what nests too deep. */
function readValue(wire: Wire, depth: number): Value | null {
  let value: Value | null = null
  for (let field = wire.next(); field !== null; field = wire.next()) {
    const { number, type } = field
    if (number === 1 && type === BYTES) value = wire.text()
    else if (number === 2 && type === VARINT) value = wire.varint() !== 0
    else if (number === 3 && type === VARINT) value = wire.varint()
    else if (number === 4 && type === FIXED64) value = wire.double()
    else if (number === 5 && type === BYTES && depth < MAX_NESTING)
      value = readList(wire.message(), depth + 1)
    else if (number === 6 && type === BYTES && depth < MAX_NESTING)
      value = readFields(wire.message(), depth + 1)
    else wire.skip(field)
  }
  return value
}

function readList(wire: Wire, depth: number): Value[] {
  const values: Value[] = []
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number === 1 && field.type === BYTES && values.length < MAX_ATTRIBUTES) {
      const value = readValue(wire.message(), depth)
      if (value !== null) values.push(value)
    } else wire.skip(field)
  }
  return values
}

function readFields(wire: Wire, depth: number): Record<string, Value> {
  const fields = new Map<string, Value>()
  for (let field = wire.next(); field !== null; field = wire.next()) {
    if (field.number !== 1 || field.type !== BYTES) {
      wire.skip(field)
      continue
    }
    const pair = wire.message()
    let key = ""
    let value: Value | null = null
    for (let part = pair.next(); part !== null; part = pair.next()) {
      if (part.number === 1 && part.type === BYTES) key = pair.text()
      else if (part.number === 2 && part.type === BYTES) value = readValue(pair.message(), depth)
      else pair.skip(part)
    }
    if (value !== null && fields.size < MAX_ATTRIBUTES) fields.set(key, value)
  }
  return Object.fromEntries(fields)
}
