import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { retryAfterMs } from "@/lib/delivery/outcome"
import { type IngestAnswer, ingestAnswerSchema } from "@/lib/sources/events-schema"
import type { Counters } from "./counters"
import type { Reject, Rejects } from "./rejects"
import type { Waiting } from "./spool"

type Answer =
  | { kind: "answered"; answer: IngestAnswer }
  /** The server read the request and will never take it. */
  | { kind: "refused"; status: number; detail: string }
  | { kind: "later"; fault: string; retryAfterMs: number }

export interface SenderOptions {
  url: string
  key: string
  /** Ends what is under way. */
  signal: AbortSignal
  timeoutMs?: number
  /** The longest wait before the first further try; it doubles up to `mostStepMs`. */
  stepMs?: number
  mostStepMs?: number
  random?: () => number
}

const TIMEOUT_MS = 30_000
const STEP_MS = 250
const MOST_STEP_MS = 30_000
/** What a server may ask for at most. */
const MOST_PATIENCE_MS = 15 * 60_000

/** The server takes no more packed bytes than this, and nothing that grows by more than 100. */
const MOST_PACKED_BYTES = 512 * 1_024
const MOST_RATIO = 80
const WORTH_PACKING_BYTES = 2_048

function bodyOf(text: string): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } {
  const plain = Buffer.from(text)
  if (plain.length < WORTH_PACKING_BYTES) return { body: plain, headers: {} }
  const packed = gzipSync(plain, { level: 3 })
  const fits = packed.length <= MOST_PACKED_BYTES && plain.length / packed.length <= MOST_RATIO
  return fits ? { body: packed, headers: { "content-encoding": "gzip" } } : { body: plain, headers: {} }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function detailOf(status: number, text: string): string {
  const { detail } = (jsonOf(text) ?? {}) as { detail?: unknown }
  return typeof detail === "string" ? detail.slice(0, 300) : `The server answered with ${status}.`
}

/** Not this request but the body was wrong: a smaller one may be taken. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422])

/** Sends batches and does not come back before each event is answered for. */
export class Sender {
  constructor(
    private readonly options: SenderOptions,
    private readonly rejects: Rejects,
    private readonly counters: Counters,
  ) {}

  /** False when it was ended before an answer. */
  async deliver(events: readonly Waiting[]): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.post(events)
      if (answer === null) return false
      if (answer.kind === "answered") {
        this.counters.fault = null
        this.count(events, answer.answer)
        return true
      }
      if (answer.kind === "refused") return this.deliverParts(events, answer.detail)
      this.counters.fault = answer.fault
      if (!(await this.pause(attempt, answer.retryAfterMs))) return false
    }
  }

  /** One event that no server can read must not hold up the others. */
  private async deliverParts(events: readonly Waiting[], detail: string): Promise<boolean> {
    const [only] = events
    if (events.length === 1 && only) {
      this.rejects.write([rejectOf(only, "refused", detail)])
      return true
    }
    const half = Math.ceil(events.length / 2)
    return (await this.deliver(events.slice(0, half))) && this.deliver(events.slice(half))
  }

  private count(
    events: readonly Waiting[],
    { accepted, duplicates, rejected, conflicting = [] }: IngestAnswer,
  ) {
    const conflicts = conflicting.map(({ index, detail }) => ({ index, code: "conflict", detail }))
    const wrong = [...rejected, ...conflicts].flatMap(({ index, code, detail }) => {
      const event = events[index]
      return event ? [rejectOf(event, code, detail)] : []
    })
    this.rejects.write(wrong)
    this.counters.sent += accepted + duplicates
    this.counters.duplicates += duplicates
  }

  /** Full jitter: anything up to a step that doubles, and never before the server asked for. */
  private async pause(attempt: number, asked: number): Promise<boolean> {
    const { stepMs = STEP_MS, mostStepMs = MOST_STEP_MS, random = Math.random, signal } = this.options
    const longest = Math.min(mostStepMs, stepMs * 2 ** Math.min(attempt, 20))
    const wait = random() * longest + Math.min(asked, MOST_PATIENCE_MS)
    return sleep(wait, true, { signal }).catch(() => false)
  }

  private async post(events: readonly Waiting[]): Promise<Answer | null> {
    const { url, key, signal, timeoutMs = TIMEOUT_MS } = this.options
    const { body, headers } = bodyOf(events.map(({ text }) => text).join("\n"))
    try {
      const response = await fetch(`${url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson", ...headers },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      return readAnswer(response, await response.text())
    } catch (error) {
      if (signal.aborted) return null
      const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } }
      const told = cause?.code ?? cause?.message ?? message
      const reason = name === "TimeoutError" ? `not within ${timeoutMs / 1_000} s` : told
      return { kind: "later", fault: `no answer from ${url}: ${reason}`, retryAfterMs: 0 }
    }
  }
}

function readAnswer({ status, headers }: Response, text: string): Answer {
  if (status === 200 || status === 207) {
    const read = ingestAnswerSchema.safeParse(jsonOf(text))
    if (read.success) return { kind: "answered", answer: read.data }
    return { kind: "later", fault: "what answers is not Tollgate", retryAfterMs: 0 }
  }
  const detail = detailOf(status, text)
  if (REFUSED.has(status)) return { kind: "refused", status, detail }
  const asked = retryAfterMs(headers.get("retry-after"), Date.now()) ?? 0
  return { kind: "later", fault: `${status}: ${detail}`, retryAfterMs: asked }
}

function rejectOf({ text, start }: Waiting, code: string, detail: string): Reject {
  return { code, detail, offset: start, line: text }
}
