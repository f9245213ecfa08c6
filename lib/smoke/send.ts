import { isObject, type Json, parseJson } from "@/lib/providers/json"
import { parseSse } from "@/lib/providers/sse"
import type { Ask } from "./protocols/protocol"
import { type Redactor, redactExchange } from "./redact"
import { type Exchange, MOST_BODY } from "./schema"

/** Read of an answer; what comes after is not waited for. */
const MOST_BYTES = 4 * 1024 * 1024

export interface SentTo {
  url: string
  headers: Record<string, string>
  timeoutMs: number
  redact: Redactor
}

/** An event of a stream and when it was there, in ms after the request was sent. */
export interface TimedEvent {
  event: Json
  ms: number
}

export interface Answer {
  /** Null: none came. */
  status: number | null
  headers: Record<string, string>
  /** The whole body where it is a JSON object. */
  body: Json | null
  text: string
  events: TimedEvent[]
  ms: number
  fault: string | null
  /** Redacted, to be kept. */
  exchange: Exchange
}

/** The address below a base that may have a query of its own. */
export function addressOf(base: string, path: string): string {
  const url = new URL(base)
  const [below = "", query = ""] = path.split("?")
  url.pathname = `${url.pathname.replace(/\/+$/, "")}${below}`
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value)
  return url.href
}

const MAX_HEADERS = 60
const MAX_HEADER = 500

/** A text that JSON, a database and a screen can keep. */
function keepable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed()
}

function shortened(text: string): string {
  const cut = text.length > MOST_BODY ? `${text.slice(0, MOST_BODY)}… (${text.length} characters)` : text
  return keepable(cut)
}

function shortHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers).slice(0, MAX_HEADERS)
  return Object.fromEntries(entries.map(([name, value]) => [name, keepable(value.slice(0, MAX_HEADER))]))
}

/** Reads an answer as it comes and notes when each event of a stream was whole. */
class Reading {
  text = ""
  firstByteMs: number | null = null
  readonly events: TimedEvent[] = []
  private open = ""
  private bytes = 0

  constructor(private readonly sinceMs: () => number) {}

  /** Sets what was read also where the answer breaks off. */
  async whole(response: Response): Promise<void> {
    if (!response.body) return
    const isStream = /event-stream/.test(response.headers.get("content-type") ?? "")
    const decoder = new TextDecoder()
    for await (const chunk of response.body) {
      this.firstByteMs ??= this.sinceMs()
      this.bytes += chunk.byteLength
      const text = decoder.decode(chunk, { stream: true })
      this.text += text
      if (isStream) this.take(text)
      if (this.bytes > MOST_BYTES) throw new Error(`The answer is longer than ${MOST_BYTES} bytes.`)
    }
    if (isStream) this.take("\n\n")
  }

  private take(text: string): void {
    const blocks = (this.open + text.replaceAll("\r\n", "\n")).split("\n\n")
    this.open = blocks.pop() ?? ""
    const ms = this.sinceMs()
    for (const block of blocks) {
      for (const event of parseSse(`${block}\n\n`)) this.events.push({ event, ms })
    }
  }
}

function faultOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === "TimeoutError") return `No whole answer within ${timeoutMs / 1_000} s.`
  const cause = error.cause instanceof Error ? error.cause : error
  const code = "code" in cause ? ` (${String(cause.code)})` : ""
  return `${cause.message}${code}`.slice(0, 400)
}

const rounded = (ms: number) => Math.round(ms * 100) / 100

/**
 * Sends one request and reads the answer to its end. Follows no redirect, so that no key goes elsewhere. Throws
 * nothing: what went wrong is the answer's `fault`.
 */
export async function send(ask: Ask, { url, headers, timeoutMs, redact }: SentTo): Promise<Answer> {
  const body = ask.body === undefined ? null : JSON.stringify(ask.body)
  const sent = { ...headers, ...(body === null ? {} : { "content-type": "application/json" }) }
  const address = addressOf(url, ask.path)
  const began = performance.now()
  const sinceMs = () => rounded(performance.now() - began)
  const reading = new Reading(sinceMs)
  let response: Response | null = null
  let fault: string | null = null
  try {
    response = await fetch(address, {
      ...{ method: ask.method, headers: sent, body, redirect: "manual" },
      signal: AbortSignal.timeout(timeoutMs),
    })
    await reading.whole(response)
  } catch (error) {
    fault = faultOf(error, timeoutMs)
  }
  const ms = sinceMs()
  const parsed = parseJson(reading.text)
  const received = Object.fromEntries(response?.headers ?? [])
  const exchange: Exchange = {
    ...{ method: ask.method, url: address, request_headers: sent },
    request_body: body ?? "",
    status: response?.status ?? null,
    response_headers: received,
    response_body: reading.text,
    ...{ ms, first_byte_ms: reading.firstByteMs, fault },
  }
  const kept = redactExchange(exchange, redact)
  return {
    status: response?.status ?? null,
    headers: received,
    body: isObject(parsed) ? parsed : null,
    text: reading.text,
    events: reading.events,
    ms,
    // A header that cannot be sent is repeated with its value.
    fault: kept.fault,
    exchange: {
      ...kept,
      // Shortened last: half a secret would not be known for one.
      request_headers: shortHeaders(kept.request_headers),
      response_headers: shortHeaders(kept.response_headers),
      request_body: shortened(kept.request_body),
      response_body: shortened(kept.response_body),
    },
  }
}
