import { hash } from "node:crypto"
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import * as z from "zod"
import { MAX_LINE_BYTES } from "./line"

/** Of the beginning of a file, so that another one with the same number on the disk is not taken for it. */
const HEAD_BYTES = 1_024

export const placeSchema = z.object({
  /** Drawn for each beginning of a file: what lines are named by. */
  generation: z.string(),
  device: z.string(),
  inode: z.string(),
  offset: z.int().min(0),
  head: z.object({ bytes: z.int().min(0).max(HEAD_BYTES), digest: z.string() }),
})
/** Which file, and how far its lines were taken. */
export type Place = z.output<typeof placeSchema>

export interface Line {
  bytes: Buffer
  start: number
  end: number
  /** Too long to be read: `bytes` is its beginning. */
  isCut: boolean
}

const NEWLINE = 10
const CHUNK = 256 * 1_024

const digestOf = (bytes: Buffer) => hash("sha256", bytes, "hex").slice(0, 32)

const beginning = (generation: string) => ({
  ...{ generation, offset: 0, head: { bytes: 0, digest: digestOf(Buffer.alloc(0)) } },
})

/** One file of the name that is followed, held open whatever becomes of the name. */
export class FollowedFile {
  /** A line that is too long, and how far its end was looked for. */
  private long: { start: number; to: number } | null = null

  private constructor(
    private readonly fd: number,
    private at: Place,
  ) {}

  get place(): Place {
    return this.at
  }

  /** Null where there is none. */
  static open(path: string, generation: string): FollowedFile | null {
    const fd = openOrNull(path)
    if (fd === null) return null
    const { dev, ino } = fstatSync(fd, { bigint: true })
    const at = { device: String(dev), inode: String(ino), ...beginning(generation) }
    return new FollowedFile(fd, at)
  }

  /** The file of a place, under its name or the one that it was given since; null where it is gone. */
  static find(path: string, place: Place): FollowedFile | null {
    const folder = dirname(path)
    for (const candidate of [path, ...readdirSync(folder).map((name) => join(folder, name))]) {
      const stat = statSync(candidate, { bigint: true, throwIfNoEntry: false })
      if (!stat?.isFile() || String(stat.ino) !== place.inode || String(stat.dev) !== place.device) continue
      const fd = openOrNull(candidate)
      if (fd === null) continue
      const found = new FollowedFile(fd, place)
      if (!found.isCut()) return found
      found.close()
    }
    return null
  }

  get size(): number {
    return fstatSync(this.fd).size
  }

  /** Deleted: what is not read now can never be. */
  get isDeleted(): boolean {
    return fstatSync(this.fd).nlink === 0
  }

  /** When it was written to last. */
  get changedAt(): number {
    return fstatSync(this.fd).mtimeMs
  }

  isAt(path: string): boolean {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    return (
      stat !== undefined && String(stat.ino) === this.place.inode && String(stat.dev) === this.place.device
    )
  }

  /** Whether it was emptied, though it may have grown since. */
  isCut(): boolean {
    const { offset, head } = this.place
    return this.size < offset || digestOf(this.bytesAt(0, head.bytes)) !== head.digest
  }

  private bytesAt(from: number, most: number): Buffer {
    const bytes = Buffer.alloc(most)
    let got = 0
    while (got < most) {
      const n = readSync(this.fd, bytes, got, most - got, from + got)
      if (n === 0) break
      got += n
    }
    return bytes.subarray(0, got)
  }

  /** The next lines; `atEnd` takes what follows the last newline for a line too. Empty: there is none yet. */
  lines(atEnd: boolean): Line[] {
    const { offset } = this.place
    if (this.long?.start === offset) return this.longLine(atEnd)
    for (let most = CHUNK; ; most = Math.min(most * 4, MAX_LINE_BYTES)) {
      const bytes = this.bytesAt(offset, most)
      if (bytes.includes(NEWLINE)) return linesOf(bytes, offset)
      if (bytes.length < most) {
        if (!atEnd || bytes.length === 0) return []
        return [{ bytes, start: offset, end: offset + bytes.length, isCut: false }]
      }
      if (most === MAX_LINE_BYTES) {
        this.long = { start: offset, to: offset + most }
        return this.longLine(atEnd)
      }
    }
  }

  private longLine(atEnd: boolean): Line[] {
    const { long } = this
    if (long === null) return []
    const bytes = this.bytesAt(long.start, HEAD_BYTES)
    for (;;) {
      const more = this.bytesAt(long.to, CHUNK)
      const at = more.indexOf(NEWLINE)
      const end = long.to + (at === -1 ? more.length : at + 1)
      if (at !== -1 || (atEnd && more.length === 0)) return [{ bytes, start: long.start, end, isCut: true }]
      if (more.length === 0) return []
      long.to = end
    }
  }

  /** Lines that end between two places. */
  countLines(from: number, to: number): number {
    let found = 0
    for (let at = from; at < to; ) {
      const bytes = this.bytesAt(at, Math.min(CHUNK, to - at))
      if (bytes.length === 0) break
      for (const byte of bytes) if (byte === NEWLINE) found += 1
      at += bytes.length
    }
    return found
  }

  /** Its lines were taken up to here. */
  moveTo(offset: number): void {
    if (this.long !== null && this.long.start < offset) this.long = null
    const bytes = Math.min(HEAD_BYTES, offset)
    const { head } = this.at
    const grown = head.bytes === bytes ? head : { bytes, digest: digestOf(this.bytesAt(0, bytes)) }
    this.at = { ...this.at, offset, head: grown }
  }

  /** It was emptied: what it holds now has nothing to do with what it held. */
  beginAgain(generation: string): void {
    this.long = null
    this.at = { ...this.at, ...beginning(generation) }
  }

  close(): void {
    closeSync(this.fd)
  }
}

function linesOf(bytes: Buffer, offset: number): Line[] {
  const lines: Line[] = []
  for (let at = 0; ; ) {
    const newline = bytes.indexOf(NEWLINE, at)
    if (newline === -1) return lines
    const end = offset + newline + 1
    lines.push({ bytes: bytes.subarray(at, newline), start: offset + at, end, isCut: false })
    at = newline + 1
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, "r")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}
