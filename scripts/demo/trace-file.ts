import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"

/** One request of a trace: when it came and how many tokens went in and out. */
export interface TraceRow {
  /** 1 = the file's first request. */
  number: number
  /** Unix milliseconds or milliseconds from the trace's own start: only differences mean anything. */
  atMs: number
  input: number
  /** Part of `input` that an earlier request had already brought. */
  cached: number
  output: number
  /** Requests of one conversation share it. */
  conversation: string
}

const BLOCK_TOKENS = 512
const AZURE_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?$/

class TraceError extends Error {
  override name = "TraceError"
  constructor(line: number, sentence: string) {
    super(`Line ${line} of the trace: ${sentence}`)
  }
}

function wholeNumber(value: unknown, line: number, name: string): number {
  const number = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number
  throw new TraceError(line, `${name} is not a whole number.`)
}

function azureReader(header: string): (line: string, number: number) => TraceRow {
  const columns = header.split(",").map((column) => column.trim().toLowerCase())
  const at = (name: string) => {
    const index = columns.indexOf(name.toLowerCase())
    if (index < 0) throw new TraceError(1, `the column ${name} is missing.`)
    return index
  }
  const [time, input, output] = [at("TIMESTAMP"), at("ContextTokens"), at("GeneratedTokens")]
  return (line, number) => {
    const fields = line.split(",")
    const match = AZURE_TIME.exec(fields[time]?.trim() ?? "")
    // No zone is stated; it is UTC.
    const second = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN
    if (Number.isNaN(second)) throw new TraceError(number + 1, "TIMESTAMP is not a time.")
    return {
      number,
      atMs: second + Math.floor(Number(`0.${match?.[3] ?? 0}`) * 1_000),
      input: wholeNumber(fields[input], number + 1, "ContextTokens"),
      cached: 0,
      output: wholeNumber(fields[output], number + 1, "GeneratedTokens"),
      conversation: String(number),
    }
  }
}

/** Blocks are read from the cache as far as the request begins with blocks of earlier ones. */
function mooncakeReader(): (line: string, number: number) => TraceRow {
  const seen = new Set<number>()
  return (line, number) => {
    let row: Record<string, unknown>
    try {
      row = JSON.parse(line) as Record<string, unknown>
    } catch {
      throw new TraceError(number, "it is not JSON.")
    }
    const blocks = row.hash_ids
    if (!Array.isArray(blocks)) throw new TraceError(number, "hash_ids is not a list.")
    const input = wholeNumber(row.input_length, number, "input_length")
    let leading = 0
    while (leading < blocks.length && seen.has(blocks[leading])) leading += 1
    for (const block of blocks) seen.add(block)
    return {
      number,
      atMs: wholeNumber(row.timestamp, number, "timestamp"),
      input,
      cached: Math.min(BLOCK_TOKENS * leading, input),
      output: wholeNumber(row.output_length, number, "output_length"),
      // The first block is the system prompt that all share.
      conversation: String(blocks[1] ?? blocks[0] ?? number),
    }
  }
}

/**
 * The requests of a trace in the file's order, told apart by its first line: Azure's CSV, or Mooncake's
 * JSON lines. Line ends may be either kind and the last one may be missing. Throws with the line's number.
 */
export async function* readTrace(path: string): AsyncGenerator<TraceRow> {
  const lines = createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let reader: ((line: string, number: number) => TraceRow) | null = null
  let number = 0
  for await (const text of lines) {
    const line = text.replace(/^\uFEFF/, "").trim()
    if (line === "") continue
    if (!reader) {
      if (line.startsWith("{")) reader = mooncakeReader()
      else {
        reader = azureReader(line)
        continue
      }
    }
    number += 1
    yield reader(line, number)
  }
  if (number === 0)
    throw new Error("The trace holds no request: expected Azure's CSV or Mooncake's JSON lines.")
}
