import type { Random } from "../demo/random"
import { decimal, priceOf, ratesOf } from "./rates"

/** What a call looks like on the wire and, worked out here, what it costs. */
export interface Call {
  fields: Record<string, unknown>
  /** Null: no price exists. */
  billed: bigint | null
}

type Shape = (random: Random, unique: string) => Call

const MINI = ratesOf("openai", "gpt-4.1-mini")
const LARGE = ratesOf("openai", "gpt-4.1")
const HAIKU = ratesOf("anthropic", "claude-haiku-4-5")

function openaiChat(random: Random, unique: string): Call {
  const input = random.between(20, 30_000)
  const cached = random.chance(0.4) ? random.between(0, input) : 0
  const output = random.between(1, 3_000)
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: random.between(0, output) },
  }
  const response = {
    id: `chatcmpl-${unique}`,
    object: "chat.completion",
    model: "gpt-4.1-mini-2025-04-14",
    choices: [{ index: 0, message: { role: "assistant", content: "-" }, finish_reason: "stop" }],
    usage,
  }
  const billed = priceOf(MINI, { input_uncached: input - cached, cache_read: cached, output })
  return { fields: { provider: "openai", model: "gpt-4.1-mini", response }, billed }
}

function anthropicCounts(random: Random) {
  const input = random.between(1, 4_000)
  const write5m = random.chance(0.3) ? random.between(1, 20_000) : 0
  const write1h = random.chance(0.1) ? random.between(1, 9_000) : 0
  const read = random.chance(0.5) ? random.between(1, 40_000) : 0
  const output = random.between(1, 2_500)
  const usage = {
    input_tokens: input,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: output,
  }
  const billed = priceOf(HAIKU, {
    input_uncached: input,
    cache_write_5m: write5m,
    cache_write_1h: write1h,
    cache_read: read,
    output,
  })
  return { usage, billed }
}

/** Every fourth one also compacted its context, which is a second line of the bill. */
function anthropic(random: Random, unique: string): Call {
  const main = anthropicCounts(random)
  const compaction = random.chance(0.25) ? anthropicCounts(random) : null
  const iterations = compaction && [
    { type: "compaction", ...compaction.usage },
    { type: "message", ...main.usage },
  ]
  const response = {
    id: `msg_${unique}`,
    type: "message",
    role: "assistant",
    model: "claude-haiku-4-5-20251001",
    content: [],
    stop_reason: "end_turn",
    usage: { ...main.usage, service_tier: "standard", ...(iterations && { iterations }) },
  }
  return {
    fields: { provider: "anthropic", model: "claude-haiku-4-5", response },
    billed: main.billed + (compaction?.billed ?? 0n),
  }
}

/** The gateway states its charge; on a key of the caller's own the upstream bills and the cost is the fee. */
function openrouter(random: Random, unique: string): Call {
  const input = random.between(10, 9_000)
  const output = random.between(1, 900)
  const ownKey = random.chance(0.25)
  const cost = BigInt(random.between(1, 90_000_000)) * 1_000n
  const upstream = BigInt(random.between(1, 900_000_000)) * 100n
  const number = (amount: bigint) => Number(decimal(amount))
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    cost: number(cost),
    is_byok: ownKey,
    cost_details: { upstream_inference_cost: number(ownKey ? upstream : cost) },
  }
  const response = {
    id: `gen-${unique}`,
    object: "chat.completion",
    provider: "Mistral",
    model: "mistralai/mistral-nemo",
    choices: [],
    usage,
  }
  return {
    fields: { provider: "mistral", model: "mistralai/mistral-nemo", route: "openrouter", response },
    billed: ownKey ? upstream + cost : cost,
  }
}

function normalised(random: Random): Call {
  const usage = {
    input_uncached: random.between(0, 20_000),
    cache_read: random.between(0, 9_000),
    output: random.between(0, 4_000),
  }
  return { fields: { provider: "openai", model: "gpt-4.1", usage }, billed: priceOf(LARGE, usage) }
}

function unpriced(random: Random): Call {
  const usage = { input_uncached: random.between(1, 9_000), output: random.between(1, 900) }
  return { fields: { provider: "house", model: "house-7b", usage }, billed: null }
}

function failed(random: Random): Call {
  const error = { http_status: random.pick([429, 500, 529]), message: "Try again later." }
  return { fields: { provider: "openai", model: "gpt-4.1-mini", status: "error", error }, billed: 0n }
}

export const SHAPES: readonly { shape: Shape; weight: number }[] = [
  { shape: openaiChat, weight: 30 },
  { shape: anthropic, weight: 24 },
  { shape: openrouter, weight: 18 },
  { shape: normalised, weight: 16 },
  { shape: unpriced, weight: 6 },
  { shape: failed, weight: 6 },
]

/** A call of any shape. `unique` becomes the provider's response id. */
export function drawCall(random: Random, unique: string): Call {
  const entry = SHAPES[random.weighted(SHAPES.map(({ weight }) => weight))]
  return (entry?.shape ?? openaiChat)(random, unique)
}
