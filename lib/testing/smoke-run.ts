import { randomUUID } from "node:crypto"

const EXCHANGE = {
  ...{ method: "POST", url: "https://api.example.com/v1/chat/completions" },
  ...{ request_headers: { authorization: "Bearer [OPENAI_API_KEY]" }, request_body: '{"model":"gpt-test"}' },
  ...{
    status: 200,
    response_headers: { "content-type": "application/json" },
    response_body: '{"choices":[]}',
  },
  ...{ ms: 210, first_byte_ms: 180, fault: null },
} as const

/** A result of one check. */
export function smokeCell(check: string, state = "pass", more: object = {}) {
  return { check, state, sentence: "As it should be.", facts: {}, exchanges: [EXCHANGE], ...more }
}

/** A route of a run; `cells` by default chat and tools that work. */
export function smokeRoute(label: string, more: object = {}) {
  const slow = label === "direct" ? 0 : 40
  return {
    ...{ label, route: label, provider: "openai", model: "gpt-test", protocol: "openai" },
    ...{ base_url: "https://api.example.com/v1", calls: 24, spent: "0.0012", unpriced_calls: 0 },
    latency: {
      ...{ calls: 20, p50_ms: 210 + slow, p95_ms: 320 + slow, first_token_p50_ms: 90 + slow },
      ...{ added_p50_ms: slow || null, added_p95_ms: slow || null },
    },
    cells: [smokeCell("chat"), smokeCell("tools")],
    ...more,
  }
}

/** A run as the suite posts it. */
export function smokeRun(more: object = {}) {
  return {
    ...{ run_key: randomUUID(), name: "Nightly", started_at: "2026-11-20T10:00:00Z" },
    ...{ ended_at: "2026-11-20T10:01:00Z", repeat: 20, cap: "0.5", spent: "0.0024", unpriced_calls: 0 },
    ...{ stopped: false, routes: [smokeRoute("direct"), smokeRoute("litellm")] },
    ...more,
  }
}
