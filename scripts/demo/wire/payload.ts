import type { Answer } from "../answer"
import type { Wire } from "../models"
import { anthropicBody, anthropicStream, anthropicUsage } from "./anthropic"
import {
  deepseekBody,
  deepseekUsage,
  glmBody,
  glmUsage,
  qwenBody,
  qwenUsage,
  siliconflowBody,
  siliconflowUsage,
  xaiBody,
} from "./compatible"
import { geminiBody, geminiStream, geminiUsage } from "./gemini"
import {
  chatBody,
  chatStream,
  chatUsage,
  embeddingBody,
  responsesBody,
  responsesStream,
  responsesUsage,
} from "./openai"
import { type OpenRouterTerms, openrouterBody } from "./openrouter"

type Body = Record<string, unknown>

/** A provider's whole answer, as a call that did not stream returns it. */
export function bodyOf(
  wire: Wire,
  answer: Answer,
  gateway: { provider: string; terms: OpenRouterTerms } | null,
): Body {
  switch (wire) {
    case "openai_chat":
      return chatBody(answer)
    case "openai_responses":
      return responsesBody(answer)
    case "openai_embedding":
      return embeddingBody(answer)
    case "anthropic":
      return anthropicBody(answer)
    case "gemini":
      return geminiBody(answer)
    case "deepseek":
      return deepseekBody(answer)
    case "qwen":
      return qwenBody(answer)
    case "glm":
      return glmBody(answer)
    case "siliconflow":
      return siliconflowBody(answer)
    case "xai":
      return xaiBody(answer)
    case "openrouter": {
      if (!gateway) throw new Error("An OpenRouter answer needs the gateway's rates.")
      return openrouterBody(answer, gateway.provider, gateway.terms)
    }
  }
}

const USAGE: Partial<Record<Wire, (answer: Answer) => Body>> = {
  openai_chat: chatUsage,
  openai_responses: responsesUsage,
  anthropic: anthropicUsage,
  gemini: geminiUsage,
  deepseek: deepseekUsage,
  qwen: qwenUsage,
  glm: glmUsage,
  siliconflow: siliconflowUsage,
}

/** The usage object alone; null for a shape whose body says more than its usage. */
export function usageOf(wire: Wire, answer: Answer): Body | null {
  return USAGE[wire]?.(answer) ?? null
}

/** The answer as parsed stream events; null for a shape that is never streamed here. */
export function streamOf(wire: Wire, answer: Answer, brokenOff: boolean): Body[] | null {
  switch (wire) {
    case "anthropic":
      return anthropicStream(answer, brokenOff)
    case "gemini":
      return geminiStream(answer, brokenOff)
    case "openai_responses":
      return brokenOff ? responsesStream(answer).slice(0, 2) : responsesStream(answer)
    case "openai_chat":
      return chatStream(chatBody(answer), answer.finish, brokenOff ? "none" : "own_chunk")
    case "deepseek":
      return chatStream(deepseekBody(answer), answer.finish, brokenOff ? "none" : "last_chunk")
    case "glm":
      return chatStream(glmBody(answer), answer.finish, brokenOff ? "none" : "last_chunk")
    case "qwen":
      return chatStream(qwenBody(answer), answer.finish, brokenOff ? "none" : "own_chunk")
    default:
      return null
  }
}
