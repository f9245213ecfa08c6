import { multiply, parseDecimal, times, toPico } from "@/lib/money"
import { type Answer, inputTotal, REDACTED, seconds } from "../answer"
import type { GatewayRates } from "../models"

const MILLION = parseDecimal("0.000001")

/** What a list in dollars per million tokens makes of an answer, in 1e-12 dollars. */
export function amountPico({ counts }: Answer, rates: GatewayRates): { prompt: bigint; completion: bigint } {
  const of = (rate: string, tokens: number) => toPico(times(multiply(parseDecimal(rate), MILLION), tokens))
  const fresh = counts.inputUncached + counts.cacheWrite5m + counts.cacheWrite1h
  return {
    prompt: of(rates.input, fresh) + of(rates.cacheRead, counts.cacheRead),
    completion: of(rates.output, counts.output),
  }
}

interface ChatParts {
  id: string
  usage: Record<string, unknown>
  more?: Record<string, unknown>
}

function body(answer: Answer, { id, usage, more = {} }: ChatParts): Record<string, unknown> {
  return {
    id,
    object: "chat.completion",
    created: seconds(answer.at),
    model: answer.model,
    choices: [{ index: 0, message: { role: "assistant", content: REDACTED }, finish_reason: answer.finish }],
    usage,
    ...more,
  }
}

function bareUsage({ counts }: Answer): Record<string, unknown> {
  const prompt = inputTotal(counts)
  return {
    prompt_tokens: prompt,
    completion_tokens: counts.output,
    total_tokens: prompt + counts.output,
  }
}

function detailedUsage(answer: Answer): Record<string, unknown> {
  const { counts } = answer
  return {
    ...bareUsage(answer),
    prompt_tokens_details: { cached_tokens: counts.cacheRead },
    ...(counts.reasoning > 0 && { completion_tokens_details: { reasoning_tokens: counts.reasoning } }),
  }
}

/** Hit and miss repeat what the details say. */
export function deepseekUsage(answer: Answer): Record<string, unknown> {
  const { counts } = answer
  return {
    ...detailedUsage(answer),
    prompt_cache_hit_tokens: counts.cacheRead,
    prompt_cache_miss_tokens: inputTotal(counts) - counts.cacheRead,
  }
}

function uuid(seed: string): string {
  return `${seed.slice(0, 8)}-${seed.slice(8, 12)}-${seed.slice(12, 16)}-${seed.slice(16, 20)}-${seed.slice(20, 32)}`
}

export function deepseekBody(answer: Answer): Record<string, unknown> {
  return body(answer, {
    id: uuid(answer.seed),
    usage: deepseekUsage(answer),
    more: { system_fingerprint: "fp_v4_prod0823" },
  })
}

export { detailedUsage as qwenUsage, detailedUsage as glmUsage }

export function qwenBody(answer: Answer): Record<string, unknown> {
  return body(answer, {
    id: `chatcmpl-${uuid(answer.seed)}`,
    usage: detailedUsage(answer),
    more: { system_fingerprint: null },
  })
}

export function glmBody(answer: Answer): Record<string, unknown> {
  const id = `${answer.at.toISOString().replace(/\D/g, "").slice(0, 14)}${answer.seed.slice(0, 16)}`
  return body(answer, { id, usage: detailedUsage(answer), more: { request_id: id } })
}

export function siliconflowUsage(answer: Answer): Record<string, unknown> {
  return answer.counts.cacheRead > 0 ? deepseekUsage(answer) : detailedUsage(answer)
}

export function siliconflowBody(answer: Answer): Record<string, unknown> {
  return body(answer, { id: answer.seed, usage: siliconflowUsage(answer), more: { system_fingerprint: "" } })
}

const XAI_RATES: GatewayRates = { input: "2", cacheRead: "0.5", output: "6" }
/** One tick is 1e-10 US dollars. */
const PICO_PER_TICK = 100n

/** Reasoning stands outside the completion; the cost is a whole number of ticks. */
export function xaiBody(answer: Answer): Record<string, unknown> {
  const { counts } = answer
  const prompt = inputTotal(counts)
  const { prompt: promptPico, completion } = amountPico(answer, XAI_RATES)
  const usage = {
    prompt_tokens: prompt,
    completion_tokens: counts.output - counts.reasoning,
    total_tokens: prompt + counts.output,
    prompt_tokens_details: {
      text_tokens: prompt,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: counts.cacheRead,
    },
    completion_tokens_details: { reasoning_tokens: counts.reasoning, audio_tokens: 0 },
    num_sources_used: 0,
    cost_in_usd_ticks: Number((promptPico + completion) / PICO_PER_TICK),
  }
  return body(answer, { id: uuid(answer.seed), usage, more: { system_fingerprint: "fp_grok46" } })
}
