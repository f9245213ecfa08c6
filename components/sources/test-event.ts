/** A small call that never happened, marked as such in every dimension that it fills. */
export function testEvent(id: string) {
  return {
    id,
    provider: "openai",
    model: "gpt-4o-mini",
    user: "test-user",
    feature: "test-event",
    environment: "test",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
    latency_ms: 1_840,
    ttft_ms: 310,
  }
}

/** Takes it out of the totals again. */
export function voidOf(id: string) {
  return { type: "void", id: `${id}-void`, target_id: id, reason: "It was a test event." }
}

/** What the ledger answered to one event: null when it was taken. */
export function refusedBecause(answer: { rejected: { detail: string }[] }): string | null {
  return answer.rejected[0]?.detail ?? null
}
