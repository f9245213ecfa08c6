import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { type IngestAnswer, MAX_EVENTS } from "@/lib/sources/events-schema"
import type { SourcedEvent } from "./event"

const pack = promisify(gzip)
/** Below the limit of 5 MiB, with room for the brackets. */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_TRIES = 9
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 20_000

export interface SendOptions {
  baseUrl: string
  /** The ingest key of a source. */
  keyFor(source: SourcedEvent["source"]): string
  batchSize?: number
  inFlight?: number
  /** Worth it over a network, not on the same machine. */
  compress?: boolean
  /** After every answer, with the totals so far. */
  onProgress?(totals: SendTotals): void
  signal?: AbortSignal
}

export interface SendTotals {
  sent: number
  accepted: number
  duplicates: number
  conflicts: number
  rejected: number
  requests: number
  retries: number
  /** Up to ten of the refusals, for the log. */
  refusals: string[]
}

/** A request that no repeat will mend. */
export class SendError extends Error {
  override name = "SendError"
}

interface Batch {
  key: string
  events: string[]
  bytes: number
}

function emptyTotals(): SendTotals {
  return {
    sent: 0,
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    requests: 0,
    retries: 0,
    refusals: [],
  }
}

/** `Retry-After` as seconds or as an HTTP date. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs)
}

/** What the server asks for, plus anything up to the exponential step, so that senders do not return together. */
export function waitMs(attempt: number, retryAfter: number, random: () => number): number {
  const step = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt)
  return retryAfter + Math.floor(random() * step)
}

async function post(options: SendOptions, batch: Batch): Promise<Response> {
  const text = `{"events":[${batch.events.join(",")}]}`
  return fetch(`${options.baseUrl}/api/v1/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${batch.key}`,
      "content-type": "application/json",
      ...(options.compress && { "content-encoding": "gzip" }),
    },
    body: options.compress ? await pack(text) : text,
    ...(options.signal && { signal: options.signal }),
  })
}

async function sentenceOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string }
    return problem.detail ?? problem.title ?? text.slice(0, 300)
  } catch {
    return text.slice(0, 300)
  }
}

function count(totals: SendTotals, batch: Batch, answer: IngestAnswer): void {
  totals.sent += batch.events.length
  totals.accepted += answer.accepted
  totals.duplicates += answer.duplicates
  totals.conflicts += answer.conflicts
  totals.rejected += answer.rejected.length
  totals.requests += 1
  for (const { id, code, detail } of answer.rejected) {
    if (totals.refusals.length < 10)
      totals.refusals.push(`${id ?? "an event without id"}: ${code}, ${detail}`)
  }
}

/** Sends until the server has answered for the batch; a batch that is too large goes in halves. */
async function deliver(options: SendOptions, batch: Batch, totals: SendTotals): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    options.signal?.throwIfAborted()
    let wait: number
    try {
      const response = await post(options, batch)
      if (response.status === 200 || response.status === 207) {
        count(totals, batch, (await response.json()) as IngestAnswer)
        options.onProgress?.(totals)
        return
      }
      const detail = await sentenceOf(response)
      if (response.status === 413 && batch.events.length > 1) return halve(options, batch, totals)
      const passing = response.status === 429 || response.status >= 500
      if (!passing || attempt >= MAX_TRIES) {
        throw new SendError(`${options.baseUrl} answered ${response.status}: ${detail}`)
      }
      wait = waitMs(attempt, retryAfterMs(response.headers.get("retry-after"), Date.now()), Math.random)
    } catch (error) {
      if (error instanceof SendError || options.signal?.aborted) throw error
      if (attempt >= MAX_TRIES) {
        throw new SendError(`${options.baseUrl} cannot be reached.`, { cause: error })
      }
      wait = waitMs(attempt, 0, Math.random)
    }
    totals.retries += 1
    await sleep(wait, undefined, options.signal ? { signal: options.signal } : {})
  }
}

async function halve(options: SendOptions, batch: Batch, totals: SendTotals): Promise<void> {
  const middle = Math.ceil(batch.events.length / 2)
  for (const events of [batch.events.slice(0, middle), batch.events.slice(middle)]) {
    await deliver(options, { ...batch, events }, totals)
  }
}

/**
 * Sends events in batches per key, a few at a time, in about the order they come in. Returns when every
 * one has been answered for. Throws `SendError` when the server refuses a whole request or stays away.
 */
export async function sendEvents(
  events: Iterable<SourcedEvent> | AsyncIterable<SourcedEvent>,
  options: SendOptions,
): Promise<SendTotals> {
  const { batchSize = MAX_EVENTS, inFlight = 3 } = options
  const totals = emptyTotals()
  const open = new Map<string, Batch>()
  const running = new Set<Promise<void>>()
  let failure: { error: unknown } | null = null

  const launch = async (batch: Batch) => {
    while (running.size >= inFlight) await Promise.race(running)
    if (failure) throw failure.error
    const job: Promise<void> = deliver(options, batch, totals)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(job))
    running.add(job)
  }

  for await (const { source, event } of events) {
    const key = options.keyFor(source)
    const text = JSON.stringify(event)
    let batch = open.get(key)
    if (batch && batch.bytes + text.length > MAX_BYTES) {
      open.delete(key)
      await launch(batch)
      batch = undefined
    }
    if (!batch) {
      batch = { key, events: [], bytes: 0 }
      open.set(key, batch)
    }
    batch.events.push(text)
    batch.bytes += text.length + 1
    if (batch.events.length >= batchSize) {
      open.delete(key)
      await launch(batch)
    }
  }
  for (const batch of open.values()) await launch(batch)
  await Promise.all(running)
  if (failure) throw (failure as { error: unknown }).error
  return totals
}
