import { setTimeout as sleep } from "node:timers/promises"
import type * as z from "zod"
import { ingestAnswerSchema } from "@/lib/sources/events-schema"

export type Answer = z.infer<typeof ingestAnswerSchema>

/** What came of one request: an answer after COMMIT, a refusal, or nothing that can be known. */
export type Sent =
  | { kind: "answered"; status: number; answer: Answer }
  | { kind: "refused"; status: number; retryAfter: string | null; text: string }
  | { kind: "lost"; reason: string }

export interface Target {
  base: string
  key: string
}

let sending = 0

/** Requests of this process that the server has not answered yet. */
export function underWay(): number {
  return sending
}

const TIME_LIMIT_MS = 20_000

export function bodyOf(events: readonly { body: string }[]): string {
  return `[${events.map(({ body }) => body).join(",")}]`
}

async function exchange({ base, key }: Target, body: string, signal: AbortSignal) {
  const response = await fetch(`${base}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body,
    signal,
  })
  const { status, headers } = response
  return { status, retryAfter: headers.get("retry-after"), text: await response.text() }
}

export async function post(target: Target, body: string, signal?: AbortSignal): Promise<Sent> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS)
  let came: Awaited<ReturnType<typeof exchange>>
  sending += 1
  try {
    came = await exchange(target, body, signal ? AbortSignal.any([signal, limit]) : limit)
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } }
    return { kind: "lost", reason: cause?.code ?? (error as Error).name }
  } finally {
    sending -= 1
  }
  const { status, retryAfter, text } = came
  if (status !== 200 && status !== 207)
    return { kind: "refused", status, retryAfter, text: text.slice(0, 300) }
  return { kind: "answered", status, answer: ingestAnswerSchema.parse(JSON.parse(text)) }
}

/** Full jitter: anything up to a step that doubles, and never before the server asked for. */
export function pauseMs(attempt: number, retryAfter: string | null, random: () => number): number {
  const step = Math.min(1_000, 50 * 2 ** attempt)
  return random() * step + (retryAfter === null ? 0 : Number(retryAfter) * 1_000 || 0)
}

export interface Delivery {
  answer: Answer
  /** How each try before the answer ended. */
  failures: Sent[]
}

export interface DeliverOptions {
  random: () => number
  /** Tries before the delivery is given up. */
  tries?: number
}

/** Sends the same body until it is answered. Null when it never was. */
export async function deliver(
  target: Target,
  body: string,
  { random, tries = 200 }: DeliverOptions,
): Promise<Delivery | { answer: null; failures: Sent[] }> {
  const failures: Sent[] = []
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const sent = await post(target, body)
    if (sent.kind === "answered") return { answer: sent.answer, failures }
    failures.push(sent)
    await sleep(pauseMs(attempt, sent.kind === "refused" ? sent.retryAfter : null, random))
  }
  return { answer: null, failures }
}

/** Whether a server that cannot answer said so as promised: 429 or 503, with the time to come back. */
export function isHonest(sent: Sent): boolean {
  if (sent.kind !== "refused") return true
  return (sent.status === 503 || sent.status === 429) && sent.retryAfter !== null
}

export function inWords(sent: Sent): string {
  if (sent.kind === "lost") return sent.reason
  return sent.kind === "refused" ? `${sent.status} ${sent.text}` : String(sent.status)
}
