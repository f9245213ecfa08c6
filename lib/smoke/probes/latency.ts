import { quantile } from "@/lib/forecast/day-model"
import { HELLO } from "../prompts"
import type { Latency } from "../schema"
import { NotSent, type Session } from "../session"
import { ms, type Result, result, untested } from "./result"

/** Fewer calls say nothing of the slowest twentieth. */
const LEAST_FOR_P95 = 20

/** How long each route took, with calls that alternate between the routes so that all see the same minutes. */
export async function measure(sessions: readonly Session[], repeat: number): Promise<Map<Session, Measured>> {
  const measured = new Map(sessions.map((session) => [session, { times: [], why: null } as Measured]))
  for (let n = 0; n < repeat; n += 1) {
    for (const [session, found] of measured) {
      if (found.why === null) await once(session, found)
    }
  }
  return measured
}

export interface Measured {
  times: number[]
  /** Why no more calls were made. */
  why: string | null
}

async function once(session: Session, found: Measured): Promise<void> {
  try {
    const { status, fault, ms: took } = await session.chat({ prompt: HELLO })
    if (status !== null && status < 300 && fault === null) found.times.push(took)
    else found.why = fault ?? `It answered ${status}.`
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    found.why = error.message
  }
}

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
const less = (a: number | null, b: number | null | undefined) =>
  a === null || b === null || b === undefined ? null : rounded(a - b)

/** Percentiles of what was measured, and what they lie above a direct route's. */
export function latencyOf(
  times: readonly number[],
  firstToken: number | null,
  direct: Pick<Latency, "p50_ms" | "p95_ms"> | null,
): Latency {
  const p50 = times.length === 0 ? null : rounded(quantile(times, 0.5))
  const p95 = times.length < LEAST_FOR_P95 ? null : rounded(quantile(times, 0.95))
  return {
    ...{ calls: times.length, p50_ms: p50, p95_ms: p95, first_token_p50_ms: rounded(firstToken) },
    ...{ added_p50_ms: less(p50, direct?.p50_ms), added_p95_ms: less(p95, direct?.p95_ms) },
  }
}

function addedWords({ added_p50_ms }: Latency, direct: string | null): string {
  if (added_p50_ms === null || direct === null) return ""
  return added_p50_ms >= 0
    ? `, ${ms(added_p50_ms)} more than ${direct}`
    : `, ${ms(-added_p50_ms)} less than ${direct}`
}

export function latencyResult(found: Latency, why: string | null, direct: string | null): Result {
  const { calls, p50_ms, p95_ms } = found
  if (p50_ms === null) return untested(why ?? "Nothing was measured.")
  const facts: Record<string, string> = { calls: String(calls), p50: ms(p50_ms) }
  facts.p95 = p95_ms === null ? `not known below ${LEAST_FOR_P95} calls` : ms(p95_ms)
  if (found.added_p50_ms !== null) facts["p50 added"] = `${found.added_p50_ms} ms`
  if (found.added_p95_ms !== null) facts["p95 added"] = `${found.added_p95_ms} ms`
  if (why !== null) facts.stopped = why
  return result("pass", `p50 ${ms(p50_ms)} over ${calls} calls${addedWords(found, direct)}.`, { facts })
}
