import { isUtf8 } from "node:buffer"
import { availableParallelism } from "node:os"
import { createGunzip } from "node:zlib"
import { turnstile } from "@/lib/auth/turnstile"
import { AppError } from "@/lib/errors"
import { depthWithin } from "@/lib/http/json-depth"

/** So that many packed bodies at once hold little more memory than one, and leave a core to everybody else. */
const inflating = turnstile(Math.max(1, Math.min(4, availableParallelism() - 1)), 1_000)

/** Inflated at a time: each piece is a way to another thread and back, of which a bomb would cost hundreds. */
const MOST_PIECE_BYTES = 512 * 1024
const LEAST_PIECE_BYTES = 16 * 1024
/** What JSON and spans usually inflate to, so that one piece holds them. */
const USUAL_RATIO = 16

function pieceFor(packed: Buffer): number {
  return Math.min(Math.max(packed.length * USUAL_RATIO, LEAST_PIECE_BYTES), MOST_PIECE_BYTES)
}

export interface BodyLimits {
  /** Bytes after inflation. */
  maxBytes: number
  /** Bytes on the wire when compressed. */
  maxCompressedBytes: number
  /** Inflated ÷ compressed, of the whole and of any beginning of a MiB or more. */
  maxRatio: number
  /** Brackets within brackets. */
  maxDepth: number
}

export const BODY_LIMITS: BodyLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxCompressedBytes: 512 * 1024,
  maxRatio: 100,
  maxDepth: 16,
}

/** Small bodies may reach any ratio: what they inflate to is harmless. */
const RATIO_FREE_BYTES = 64 * 1024

/** So much of a body tells by its ratio what the rest will be. */
const TELLING_BYTES = 1024 * 1024

/** A line of NDJSON that is no JSON; it stands in its place so that the other lines keep their index. */
export class BadLine {
  readonly detail: string
  constructor(detail: string) {
    this.detail = detail
  }
}

function size(bytes: number): string {
  return bytes % (1024 * 1024) === 0 ? `${bytes / 1024 / 1024} MiB` : `${Math.ceil(bytes / 1024)} KiB`
}

function tooLarge(limit: number, what: string): AppError {
  return new AppError("too_large", `The ${what} is larger than ${size(limit)}. Send it in smaller parts.`)
}

async function readStream(stream: ReadableStream<Uint8Array>, limit: number, what: string): Promise<Buffer> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > limit) {
      // Not awaited: a slow sender may never let the cancellation finish.
      reader.cancel().catch(() => undefined)
      throw tooLarge(limit, what)
    }
    chunks.push(value)
  }
  const [first] = chunks
  if (chunks.length === 1 && first) {
    return Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  }
  return Buffer.concat(chunks, length)
}

async function readWire(request: Request, limit: number, what: string): Promise<Buffer> {
  const declared = request.headers.get("content-length")
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit, what)
  if (!request.body) return Buffer.alloc(0)
  try {
    // The HTTP parser holds a body to its declared length, so a small declaration needs no counting.
    return declared === null
      ? await readStream(request.body, limit, what)
      : Buffer.from(await request.arrayBuffer())
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError("bad_request", "The body ended before it was complete.", { cause: error })
  }
}

function growsTooFar(limits: BodyLimits): AppError {
  return new AppError(
    "too_large",
    `The body inflates to more than ${limits.maxRatio} times its compressed size.`,
  )
}

function inflatesTooFar(limits: BodyLimits, allowed: number): AppError {
  return allowed === limits.maxBytes ? tooLarge(limits.maxBytes, "inflated body") : growsTooFar(limits)
}

/** Deflate cannot do better than this. */
const MOST_RATIO = 1_032

/**
 * The size that gzip's last four bytes promise, 0 where they cannot be true. A bomb may promise less
 * than it holds, so the promise can refuse a body and never admit one.
 */
function promisedSize(packed: Buffer): number {
  const isGzip = packed.length >= 18 && packed[0] === 0x1f && packed[1] === 0x8b
  const size = isGzip ? packed.readUInt32LE(packed.length - 4) : 0
  return size <= packed.length * MOST_RATIO ? size : 0
}

/**
 * The inflated bytes. Rejects with `too_large` as soon as there are more than `allowed`, or as the first part alone
 * has grown beyond the ratio: what a bomb would still become is not worth the time of others.
 */
function inflate(packed: Buffer, limits: BodyLimits, allowed: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = createGunzip({ chunkSize: pieceFor(packed) })
    const pieces: Buffer[] = []
    let length = 0
    stream.on("data", (piece: Buffer) => {
      pieces.push(piece)
      length += piece.length
      const grows = length >= TELLING_BYTES && length > stream.bytesWritten * limits.maxRatio
      if (length <= allowed && !grows) return
      stream.destroy()
      reject(grows ? growsTooFar(limits) : inflatesTooFar(limits, allowed))
    })
    stream.on("error", reject)
    stream.on("end", () =>
      resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, length)),
    )
    stream.end(packed)
  })
}

async function inflateWithin(packed: Buffer, limits: BodyLimits): Promise<Buffer> {
  const byRatio = Math.max(packed.length * limits.maxRatio, RATIO_FREE_BYTES)
  const allowed = Math.min(limits.maxBytes, byRatio)
  if (promisedSize(packed) > allowed) throw inflatesTooFar(limits, allowed)
  try {
    return await inflating(() => inflate(packed, limits, allowed))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError("bad_request", "The body is not valid gzip.", { cause: error })
  }
}

/** The request's body, inflated. Throws `too_large`, `unsupported_media` or `bad_request`. */
export async function readBody(request: Request, limits: BodyLimits = BODY_LIMITS): Promise<Buffer> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase()
  if (encoding === "" || encoding === "identity") return readWire(request, limits.maxBytes, "body")
  if (encoding === "gzip") {
    const packed = await readWire(request, limits.maxCompressedBytes, "compressed body")
    return inflateWithin(packed, limits)
  }
  throw new AppError(
    "unsupported_media",
    `Content-Encoding "${encoding.slice(0, 40)}" is not accepted. Send the body as it is, or gzip once.`,
  )
}

function readUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new AppError("bad_request", "The body is not valid UTF-8.")
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return bytes.toString("utf8", hasMark ? 3 : 0)
}

function tooDeep(limit: number): string {
  return `Values nest deeper than ${limit} levels.`
}

function syntaxDetail(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return reason.length > 200 ? `${reason.slice(0, 200)}…` : reason
}

export interface Parsed<Value> {
  value: Value
  /** Brackets within brackets. */
  depth: number
}

export function parseJson(bytes: Buffer, maxDepth: number = BODY_LIMITS.maxDepth): Parsed<unknown> {
  const text = readUtf8(bytes)
  const depth = depthWithin(bytes, maxDepth)
  if (depth > maxDepth) throw new AppError("bad_request", tooDeep(maxDepth))
  if (text.trim() === "") throw new AppError("bad_request", "The body is empty. Send JSON.")
  try {
    return { value: JSON.parse(text), depth }
  } catch (error) {
    throw new AppError("bad_request", `The body is not JSON: ${syntaxDetail(error)}`, { cause: error })
  }
}

/** One value a line, blank lines skipped; a line that does not parse becomes a `BadLine` of no depth. */
export function parseJsonLines(bytes: Buffer, maxDepth: number = BODY_LIMITS.maxDepth): Parsed<unknown[]> {
  const values: unknown[] = []
  let deepest = 0
  for (const line of readUtf8(bytes).split("\n")) {
    if (line.trim() === "") continue
    const depth = depthWithin(Buffer.from(line), maxDepth)
    if (depth > maxDepth) {
      values.push(new BadLine(tooDeep(maxDepth)))
      continue
    }
    try {
      values.push(JSON.parse(line))
      deepest = Math.max(deepest, depth)
    } catch (error) {
      values.push(new BadLine(`The line is not JSON: ${syntaxDetail(error)}`))
    }
  }
  return { value: values, depth: deepest }
}
