import { AppError } from "@/lib/errors"

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5
const GROUP = 3
const GROUP_END = 4

function malformed(detail: string): AppError {
  return new AppError("bad_request", `The body is not a protobuf ExportTraceServiceRequest: ${detail}.`)
}

const MAX_NAMES = 4_096
const MAX_NAME_LENGTH = 96

/** Names that were read before, by a hash of their bytes: most attributes of most spans have one of a few dozen. */
class Names {
  readonly #known = new Map<number, string>()

  read(bytes: Buffer, at: number, length: number): string {
    if (length > MAX_NAME_LENGTH) return bytes.toString("utf8", at, at + length)
    let hash = length
    for (let i = 0; i < length; i += 1) hash = (Math.imul(hash, 31) + (bytes[at + i] ?? 0)) | 0
    const before = this.#known.get(hash)
    if (before !== undefined && isSame(before, bytes, at, length)) return before
    const name = bytes.toString("utf8", at, at + length)
    if (this.#known.size < MAX_NAMES) this.#known.set(hash, name)
    return name
  }
}

function isSame(name: string, bytes: Buffer, at: number, length: number): boolean {
  if (name.length !== length) return false
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0
    if (byte > 127 || name.charCodeAt(i) !== byte) return false
  }
  return true
}

const NAMES = new Names()

/** One field of a message under the reader: its number and how it is written. */
export interface Field {
  number: number
  type: number
}

/**
 * Walks over one protobuf message. Every step stays within the message, so whatever the bytes are, reading ends after
 * as many steps as there are bytes.
 */
export class Wire {
  readonly #bytes: Buffer
  #at: number
  readonly #end: number

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = at
    this.#end = end
  }

  /** The next field, null at the end of the message. */
  next(): Field | null {
    if (this.#at >= this.#end) return null
    const tag = this.#word()
    const number = Math.floor(tag / 8)
    if (number === 0) throw malformed("a field has the number 0")
    return { number, type: tag % 8 }
  }

  /** A whole number; what is beyond 2^53 is as near as a double comes. */
  varint(): number {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte()
      const bits = byte & 0x7f
      if (shift < 28) low += bits * 2 ** shift
      else high += bits * 2 ** (shift - 28)
      if (byte < 0x80) return signed(low, high)
    }
    throw malformed("a number has more than ten bytes")
  }

  fixed64(): bigint {
    const at = this.#step(8)
    return this.#bytes.readBigUInt64LE(at)
  }

  double(): number {
    const at = this.#step(8)
    return this.#bytes.readDoubleLE(at)
  }

  text(): string {
    const length = this.#length()
    const at = this.#step(length)
    return this.#bytes.toString("utf8", at, at + length)
  }

  /** A text that comes again and again, such as the name of an attribute. */
  name(): string {
    const length = this.#length()
    const at = this.#step(length)
    return NAMES.read(this.#bytes, at, length)
  }

  hex(): string {
    const length = this.#length()
    const at = this.#step(length)
    return this.#bytes.toString("hex", at, at + length)
  }

  message(): Wire {
    const length = this.#length()
    const at = this.#step(length)
    return new Wire(this.#bytes, at, at + length)
  }

  skip({ number, type }: Field): void {
    if (type === VARINT) this.varint()
    else if (type === FIXED64) this.#step(8)
    else if (type === BYTES) this.#step(this.#length())
    else if (type === FIXED32) this.#step(4)
    else if (type === GROUP) this.#skipGroup(number)
    else throw malformed(`field ${number} has the unknown type ${type}`)
  }

  /** Nobody sends groups any more; they are counted instead of entered, so that no depth can be reached. */
  #skipGroup(number: number): void {
    const open = [number]
    while (open.length > 0) {
      const field = this.next()
      if (field === null) throw malformed("a group does not end")
      if (field.type === GROUP) open.push(field.number)
      else if (field.type === GROUP_END) {
        if (open.pop() !== field.number) throw malformed("a group ends that did not begin")
      } else this.skip(field)
    }
  }

  #byte(): number {
    const at = this.#step(1)
    return this.#bytes[at] ?? 0
  }

  /** A tag or a length: 32 bits. */
  #word(): number {
    const value = this.varint()
    if (value < 0 || value > 0xffffffff) throw malformed("a length or tag is beyond 32 bits")
    return value
  }

  #length(): number {
    return this.#word()
  }

  /** Goes on by `count` bytes and returns where they begin. */
  #step(count: number): number {
    const at = this.#at
    if (count > this.#end - at) throw malformed("it ends in the middle of a field")
    this.#at = at + count
    return at
  }
}

/** 28 low bits and 42 high ones, of which the 64 lowest count, as two's complement. */
function signed(low: number, high: number): number {
  const whole = 2 ** 36
  const cut = high % whole
  return cut >= whole / 2 ? (cut - whole) * 2 ** 28 + low : cut * 2 ** 28 + low
}
