import { type Pico, picoToString } from "@/lib/money"
import { type Answer, inputTotal, REDACTED, seconds } from "../answer"
import type { GatewayRates } from "../models"
import { amountPico } from "./compatible"

const SERVED_BY: Record<string, string> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  deepseek: "DeepSeek",
  glm: "Z.AI",
}

/** A whole amount of 1e-12 has at most fifteen digits below a thousand dollars, which JSON keeps. */
function jsonAmount(pico: Pico): number {
  return Number(picoToString(pico))
}

export interface OpenRouterTerms {
  rates: GatewayRates
  /** The caller's own provider key paid for the tokens; the gateway charged nothing or its fee. */
  ownKey: boolean
}

/**
 * A chat answer with the charge in it. Bought with the gateway's credits the cost is the upstream cost;
 * with an own key the upstream cost is the provider's bill and the cost what the gateway adds.
 */
export function openrouterBody(
  answer: Answer,
  provider: string,
  { rates, ownKey }: OpenRouterTerms,
): Record<string, unknown> {
  const { counts } = answer
  const prompt = inputTotal(counts)
  const amount = amountPico(answer, rates)
  const upstream = amount.prompt + amount.completion
  return {
    id: `gen-${seconds(answer.at)}-${answer.seed.slice(0, 20)}`,
    object: "chat.completion",
    created: seconds(answer.at),
    model: answer.model,
    provider: SERVED_BY[provider] ?? provider,
    system_fingerprint: null,
    choices: [
      {
        index: 0,
        logprobs: null,
        finish_reason: answer.finish,
        native_finish_reason: answer.finish,
        message: { role: "assistant", content: REDACTED, refusal: null, reasoning: null },
      },
    ],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: counts.output,
      total_tokens: prompt + counts.output,
      cost: ownKey ? 0 : jsonAmount(upstream),
      is_byok: ownKey,
      prompt_tokens_details: {
        cached_tokens: counts.cacheRead,
        cache_write_tokens: 0,
        audio_tokens: 0,
        video_tokens: 0,
      },
      cost_details: {
        upstream_inference_cost: jsonAmount(upstream),
        upstream_inference_prompt_cost: jsonAmount(amount.prompt),
        upstream_inference_completions_cost: jsonAmount(amount.completion),
      },
      completion_tokens_details: { reasoning_tokens: counts.reasoning, image_tokens: 0, audio_tokens: 0 },
    },
  }
}
