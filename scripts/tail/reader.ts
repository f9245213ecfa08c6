import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import * as z from "zod"
import type { Counters } from "./counters"
import { FollowedFile, type Line, type Place, placeSchema } from "./followed-file"
import { keepJson, keptJson } from "./keep"
import { MAX_LINE_BYTES, readLine } from "./line"
import type { Reject, Rejects } from "./rejects"
import { Spool, type Waiting } from "./spool"

const keptSchema = z.object({
  /** The file that is read, and those that got its name since. */
  places: z.array(placeSchema),
  dropped: z.int(),
})

/** So long a file that lost its name may still be written to by whoever has it open. */
const GRACE_MS = 5_000

export interface ReaderOptions {
  file: string
  state: string
  fromEnd: boolean
  /** Nobody writes to the file any more. */
  once: boolean
}

const newGeneration = () => randomBytes(8).toString("hex")

/** Takes lines from the file into the spool, and keeps how far it came. */
export class Reader {
  /** The file that is read, and those that got its name since, oldest first: none is missed between two looks. */
  private readonly files: FollowedFile[]
  private readonly graceMs: number
  /** Lines that the full spool leaves in the file, up to `to`. */
  private left = { from: 0, to: 0, lines: 0 }
  private full = false

  constructor(
    private readonly options: ReaderOptions,
    private readonly spool: Spool,
    private readonly rejects: Rejects,
    private readonly counters: Counters,
  ) {
    this.graceMs = options.once ? 0 : GRACE_MS
    const kept = keptJson(this.placeFile, keptSchema)
    counters.dropped = kept?.dropped ?? 0
    this.files = (kept?.places ?? []).flatMap((place) => this.resume(place) ?? [])
    this.notice(kept === null && options.fromEnd)
  }

  private get placeFile(): string {
    return join(this.options.state, "position.json")
  }

  /** Written after the spool: what a kill came between is known from the spool. */
  private resume(kept: Place): FollowedFile | null {
    const { generation, end } = this.spool.newest() ?? { generation: "", end: 0 }
    const offset = generation === kept.generation ? Math.max(end, kept.offset) : kept.offset
    const found = existsSync(dirname(this.options.file)) ? FollowedFile.find(this.options.file, kept) : null
    if (found === null)
      this.counters.notice(
        "A file that was followed is gone. What it may have held after the last look was not read.",
      )
    found?.moveTo(offset)
    return found
  }

  /** Holds the file that has the name now, where it is another one. */
  private notice(fromEnd = false): void {
    if (this.files.at(-1)?.isAt(this.options.file)) return
    const opened = FollowedFile.open(this.options.file, newGeneration())
    if (opened === null) return
    if (fromEnd) opened.moveTo(opened.size)
    this.files.push(opened)
    this.keep()
  }

  private keep(): void {
    const places = this.files.map(({ place }) => place)
    keepJson(this.placeFile, { places, dropped: this.counters.dropped })
  }

  /** Looks once. True where there may be more to take at once. */
  step(now = Date.now()): boolean {
    this.notice()
    const [file, later] = this.files
    if (file === undefined) return false
    if (file.isCut()) return this.startAnew(file)
    // Whoever has it open may go on writing to a file that lost its name.
    const isLeft = later !== undefined && now - file.changedAt >= this.graceMs
    const lines = file.lines(isLeft || this.options.once)
    if (lines.length > 0) return this.take(file, lines, now)
    if (!isLeft) return false
    this.files.shift()
    file.close()
    this.keep()
    return true
  }

  /** Whether all that was there to read is in the spool. */
  get isAtEnd(): boolean {
    const [file, later] = this.files
    return file === undefined || (!this.full && later === undefined && file.place.offset >= file.size)
  }

  /** The file was emptied where it stands. */
  private startAnew(file: FollowedFile): boolean {
    if (this.full && this.left.from === file.place.offset) this.drop(this.left.lines, "were cut off")
    this.full = false
    file.beginAgain(newGeneration())
    this.keep()
    return true
  }

  private take(file: FollowedFile, lines: readonly Line[], now: number): boolean {
    const { events, refusals, to, isFull } = this.fitting(file.place, lines, now)
    this.full = isFull
    this.spool.append(events)
    this.rejects.write(refusals)
    this.counters.read += events.length
    if (to > file.place.offset) {
      file.moveTo(to)
      this.keep()
    }
    if (isFull) return this.waitOrDrop(file)
    this.counters.left = 0
    return true
  }

  /** The lines as far as the spool has room for them. */
  private fitting({ generation, offset }: Place, lines: readonly Line[], now: number) {
    const events: Waiting[] = []
    const refusals: Reject[] = []
    let { room } = this.spool
    let to = offset
    for (const { bytes, start, end, isCut } of lines) {
      const read = isCut ? TOO_LONG : readLine(bytes, `tail-${generation}-${start}`, new Date(now))
      const refuse = ({ code, detail }: { code: string; detail: string }) =>
        refusals.push({ code, detail, offset: start, line: bytes.toString("utf8") })
      if (read.kind === "refused") refuse(read)
      if (read.kind === "event") {
        const event = { generation, start, end, text: read.text }
        const size = Spool.sizeOf(event)
        if (size > this.spool.limit) refuse(TOO_LARGE)
        else if (size > room) return { events, refusals, to, isFull: true }
        else {
          events.push(event)
          room -= size
        }
      }
      to = end
    }
    return { events, refusals, to, isFull: false }
  }

  /** A full spool leaves lines in the file as long as it is there. */
  private waitOrDrop(file: FollowedFile): boolean {
    const { offset } = file.place
    const { size } = file
    if (this.left.from !== offset) this.left = { from: offset, to: offset, lines: 0 }
    this.left.lines += file.countLines(this.left.to, size)
    this.left.to = size
    this.counters.left = this.left.lines
    if (!file.isDeleted) return false
    this.drop(this.left.lines, "were in a file that was deleted")
    file.moveTo(size)
    this.keep()
    return true
  }

  private drop(lines: number, why: string): void {
    this.full = false
    this.counters.left = 0
    if (lines === 0) return
    this.counters.dropped += lines
    this.counters.notice(`The buffer was full: ${lines} lines ${why} before they were read.`)
  }
}

const TOO_LONG = {
  kind: "refused",
  code: "too_large",
  detail: `The line is longer than ${MAX_LINE_BYTES} bytes. Its beginning is kept here.`,
} as const

const TOO_LARGE = { code: "too_large", detail: "The event does not fit the buffer: raise --buffer." }
