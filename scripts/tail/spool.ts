import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { keepJson, keptJson } from "./keep"

/** An event that waits, and where it was read. */
export interface Waiting {
  generation: string
  start: number
  end: number
  /** The event, in one line. */
  text: string
}

const cursorSchema = z.object({ part: z.int(), offset: z.int() })
type Cursor = z.output<typeof cursorSchema>

export interface Batch {
  events: Waiting[]
  /** Where the next batch begins. */
  next: Cursor
}

const NEWLINE = 10
const PARTS = 8

function recordOf({ generation, start, end, text }: Waiting): string {
  return `${generation} ${start} ${end} ${text}\n`
}

function readRecord(line: string): Waiting {
  const [, generation = "", start, end, text = ""] = /^(\w+) (\d+) (\d+) (.*)$/su.exec(line) ?? []
  return { generation, start: Number(start), end: Number(end), text }
}

/**
 * Events on the disk between file and server, in parts that are deleted once they are sent. Written through to
 * the disk before the place of reading moves, and read again from the cursor after any kind of end.
 */
export class Spool {
  private readonly parts = new Map<number, number>()
  private cursor: Cursor
  private last: number
  private fd: number | null = null
  waiting = 0

  constructor(
    private readonly folder: string,
    readonly limit: number,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.cursor = keptJson(this.cursorFile, cursorSchema) ?? { part: 1, offset: 0 }
    for (const name of readdirSync(folder)) {
      const [, digits] = /^(\d+)\.part$/.exec(name) ?? []
      if (digits === undefined) continue
      const part = Number(digits)
      if (part < this.cursor.part) rmSync(join(folder, name))
      else this.parts.set(part, statSync(join(folder, name)).size)
    }
    this.last = Math.max(this.cursor.part, ...this.parts.keys())
    this.mendEnd()
    this.waiting = this.count()
  }

  private get cursorFile(): string {
    return join(this.folder, "sent.json")
  }

  private file(part: number): string {
    return join(this.folder, `${part}.part`)
  }

  /** A kill may have left the beginning of a record: its line was not yet passed, so it is read again. */
  private mendEnd(): void {
    const size = this.parts.get(this.last)
    if (size === undefined) return
    const whole = readFileSync(this.file(this.last)).lastIndexOf(NEWLINE) + 1
    if (whole === size) return
    const fd = openSync(this.file(this.last), "r+")
    ftruncateSync(fd, whole)
    closeSync(fd)
    this.parts.set(this.last, whole)
  }

  private count(): number {
    let found = 0
    for (const part of this.parts.keys()) {
      const from = part === this.cursor.part ? this.cursor.offset : 0
      for (const byte of readFileSync(this.file(part)).subarray(from)) if (byte === NEWLINE) found += 1
    }
    return found
  }

  get bytes(): number {
    let sum = 0
    for (const size of this.parts.values()) sum += size
    return sum
  }

  /** Bytes that may still be written. */
  get room(): number {
    return this.limit - this.bytes
  }

  static sizeOf(event: Waiting): number {
    return Buffer.byteLength(recordOf(event))
  }

  /** The event that was written last, sent or not. */
  newest(): Waiting | null {
    for (const part of [...this.parts.keys()].sort((a, b) => b - a)) {
      const line = readFileSync(this.file(part), "utf8").trimEnd().split("\n").at(-1)
      if (line) return readRecord(line)
    }
    return null
  }

  append(events: readonly Waiting[]): void {
    if (events.length === 0) return
    const size = this.parts.get(this.last) ?? 0
    if (size >= this.limit / PARTS) this.turn(this.last + 1)
    this.fd ??= openSync(this.file(this.last), "a", 0o600)
    const bytes = Buffer.from(events.map(recordOf).join(""))
    for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at)
    fsyncSync(this.fd)
    this.parts.set(this.last, (this.parts.get(this.last) ?? 0) + bytes.length)
    this.waiting += events.length
  }

  private turn(part: number): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
    this.last = part
  }

  /** The oldest events that wait, at least one where there is any. */
  read(most: number, mostBytes: number): Batch {
    const events: Waiting[] = []
    let { part, offset } = this.cursor
    if (offset >= (this.parts.get(part) ?? 0)) [part, offset] = [part + 1, 0]
    const size = this.parts.get(part)
    if (size === undefined) return { events, next: this.cursor }
    const bytes = this.readFrom(part, offset, Math.min(size - offset, mostBytes))
    for (let at = 0; events.length < most; ) {
      const end = bytes.indexOf(NEWLINE, at)
      if (end === -1 || (events.length > 0 && end >= mostBytes)) break
      events.push(readRecord(bytes.toString("utf8", at, end)))
      offset += end + 1 - at
      at = end + 1
    }
    return { events, next: { part, offset } }
  }

  private readFrom(part: number, offset: number, most: number): Buffer {
    const fd = openSync(this.file(part), "r")
    try {
      for (let length = most; ; length *= 2) {
        const bytes = Buffer.alloc(length)
        const got = bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
        if (got.includes(NEWLINE) || got.length < length) return got
      }
    } finally {
      closeSync(fd)
    }
  }

  /** The batch was answered. */
  advance({ events, next }: Batch): void {
    const isDrained = next.part === this.last && next.offset === this.parts.get(this.last)
    this.cursor = isDrained ? { part: next.part + 1, offset: 0 } : next
    if (isDrained) this.turn(next.part + 1)
    keepJson(this.cursorFile, this.cursor)
    for (const part of this.parts.keys()) {
      if (part >= this.cursor.part) continue
      rmSync(this.file(part), { force: true })
      this.parts.delete(part)
    }
    this.waiting -= events.length
  }

  close(): void {
    this.turn(this.last)
  }
}
