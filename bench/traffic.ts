/** Made-up traffic with the skew of real traffic, the same for the same seed. */

export interface Workload {
  feature: string
  team: string
  agent: string
  environment: string
  provider: string
  model: string
  route: string
  weight: number
}

const MODELS: readonly [provider: string, model: string][] = [
  ["openai", "gpt-5.6-sol"],
  ["openai", "gpt-5.4-mini"],
  ["anthropic", "claude-sonnet-5"],
  ["anthropic", "claude-haiku-4-5"],
  ["gemini", "gemini-3.5-flash"],
  ["deepseek", "deepseek-v4-flash"],
]
const FEATURES = 60
const TEAMS = 8
const USERS = 5_000
/** One call in a hundred fails at its provider. */
const FAILS_EVERY = 100
const FAILURE = { status: "error", error: { http_status: 503 } }

export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** About 2,900 combinations of dimensions, the first ones many times as busy as the last. */
export function workloads(): Workload[] {
  const all: Workload[] = []
  for (let f = 0; f < FEATURES; f += 1) {
    for (const [m, [provider, model]] of MODELS.entries()) {
      for (const environment of ["production", "staging"]) {
        for (const route of ["direct", "litellm"]) {
          for (const agent of [`agent-${f % 12}`, `agent-${(f * 5 + 3) % 12}`]) {
            const weight =
              1 / (1 + f) / (1 + m) / (environment === "production" ? 1 : 8) / (route === "direct" ? 1 : 3)
            all.push({
              feature: `feature-${f}`,
              team: `team-${f % TEAMS}`,
              agent,
              environment,
              provider,
              model,
              route,
              weight,
            })
          }
        }
      }
    }
  }
  return all
}

/** Draws an index in proportion to weights. */
export function weightedDraw(weights: readonly number[], random: () => number): () => number {
  const sums: number[] = []
  let total = 0
  for (const weight of weights) {
    total += weight
    sums.push(total)
  }
  return () => {
    const at = random() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

function responseOf({ provider, model }: Workload, id: string, random: () => number): unknown {
  const input = Math.floor(200 + 6_000 * random() ** 2)
  const cached = Math.floor(input * random() * 0.6)
  const output = Math.floor(20 + 900 * random() ** 2)
  if (provider === "anthropic") {
    return {
      id: `msg_${id}`,
      type: "message",
      role: "assistant",
      model,
      content: [{ type: "text", text: "" }],
      stop_reason: "end_turn",
      usage: {
        input_tokens: input - cached,
        cache_read_input_tokens: cached,
        cache_creation_input_tokens: 0,
        output_tokens: output,
        service_tier: "standard",
      },
    }
  }
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    model,
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "stop" }],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: Math.floor(output / 3) },
    },
  }
}

export interface TrafficOptions {
  seed: number
  /** Goes into every id, so that two runs never share one. */
  run: string
}

/** Events as an app posts them: three in four with the provider's raw response, one with counts. */
export function trafficOf({ seed, run }: TrafficOptions): (time: Date) => Record<string, unknown> {
  const random = seeded(seed)
  const all = workloads()
  const pick = weightedDraw(
    all.map(({ weight }) => weight),
    random,
  )
  const pickUser = weightedDraw(
    Array.from({ length: USERS }, (_, i) => 1 / (i + 10)),
    random,
  )
  let n = 0
  return (time) => {
    n += 1
    const work = all[pick()]
    if (!work) throw new Error("No workload.")
    const { weight: _, ...dimensions } = work
    const id = `${run}-${n}`
    const usage = {
      input_uncached: Math.floor(100 + 3_000 * random()),
      cache_read: 0,
      output: Math.floor(500 * random()),
    }
    const answer = n % 4 === 0 ? { usage } : { response: responseOf(work, id, random) }
    const payload = n % FAILS_EVERY === 0 ? { ...FAILURE, request_id: id } : answer
    return {
      id,
      time: time.toISOString(),
      ...dimensions,
      user: `user-${pickUser()}`,
      latency_ms: Math.floor(300 + 8_000 * random() ** 3),
      ttft_ms: Math.floor(150 + 900 * random() ** 2),
      ...payload,
    }
  }
}
