import type { Draft } from "./draft"
import { has, isObject, type Json, objectAt } from "./json"
import { isAiSdk, readAiSdk } from "./shapes/ai-sdk"
import { readAnthropic } from "./shapes/anthropic"
import { readBedrockConverse, readBedrockInvoke } from "./shapes/bedrock"
import { readCohere } from "./shapes/cohere"
import { readDashScope } from "./shapes/dashscope"
import {
  isOpenRouterGeneration,
  isPortkeyLog,
  readOpenRouterGeneration,
  readPortkeyLog,
} from "./shapes/gateway-records"
import { readGemini } from "./shapes/gemini"
import { readGeminiInteractions } from "./shapes/gemini-interactions"
import { readLangfuse } from "./shapes/langfuse"
import { readEvalCounts, readImages, readPredictions, readTranscription } from "./shapes/media"
import { readOpenTelemetry } from "./shapes/open-telemetry"
import { readOpenAiChat } from "./shapes/openai-chat"
import { readInputOutput, readOpenAiResponses } from "./shapes/openai-responses"
import { readOwnClasses } from "./shapes/own-classes"

/** Every way in which a provider states usage. */
export type ShapeName =
  | "openai_chat"
  | "openai_responses"
  | "openai_realtime"
  | "openai_images"
  | "openai_transcription"
  | "anthropic"
  | "ai_sdk"
  | "gemini"
  | "gemini_interactions"
  | "vertex_predictions"
  | "bedrock_converse"
  | "bedrock_invoke"
  | "cohere"
  | "dashscope"
  | "langfuse"
  | "portkey_log"
  | "openrouter_generation"
  | "ollama"
  | "open_telemetry"
  | "tollgate"

type Reader = (draft: Draft, usage: Json, body: Json) => void

export const READERS: Record<ShapeName, Reader> = {
  openai_chat: readOpenAiChat,
  openai_responses: readOpenAiResponses,
  openai_realtime: readInputOutput,
  openai_images: readImages,
  openai_transcription: readTranscription,
  anthropic: readAnthropic,
  ai_sdk: readAiSdk,
  gemini: readGemini,
  gemini_interactions: readGeminiInteractions,
  vertex_predictions: (draft, _usage, body) => readPredictions(draft, body),
  bedrock_converse: readBedrockConverse,
  bedrock_invoke: (draft, _usage, body) => readBedrockInvoke(draft, body),
  cohere: readCohere,
  dashscope: readDashScope,
  langfuse: readLangfuse,
  portkey_log: (draft, _usage, body) => readPortkeyLog(draft, body),
  openrouter_generation: (draft, _usage, body) => readOpenRouterGeneration(draft, body),
  ollama: (draft, _usage, body) => readEvalCounts(draft, body),
  open_telemetry: readOpenTelemetry,
  tollgate: readOwnClasses,
}

export function isShapeName(name: string): name is ShapeName {
  return Object.hasOwn(READERS, name)
}

interface Recognised {
  shape: ShapeName
  usage: Json
}

/** Where in a response body the usage is, and whose words it uses. Null where it states none. */
export function recogniseBody(body: Json): Recognised | null {
  const usage = body.usage
  if (isObject(usage)) {
    const shape = shapeOfUsage(usage, body)
    if (shape !== null) return { shape, usage }
  }
  const metadata = body.usageMetadata
  if (isObject(metadata)) return { shape: "gemini", usage: metadata }
  return recogniseRest(body)
}

function recogniseRest(body: Json): Recognised | null {
  const meta = objectAt(body, "meta")
  if (meta && (has(meta, "billed_units") || has(meta, "tokens"))) return { shape: "cohere", usage: meta }
  const groq = objectAt(body, "x_groq")
  const groqUsage = groq && objectAt(groq, "usage")
  if (groqUsage) return { shape: "openai_chat", usage: groqUsage }
  if (isPortkeyLog(body)) return { shape: "portkey_log", usage: body }
  if (isOpenRouterGeneration(body)) return { shape: "openrouter_generation", usage: body }
  if (Array.isArray(body.predictions)) return { shape: "vertex_predictions", usage: body }
  if (
    has(body, "amazon-bedrock-invocationMetrics") ||
    has(body, "inputTextTokenCount") ||
    has(body, "prompt_token_count") ||
    has(body, "generation_token_count")
  ) {
    return { shape: "bedrock_invoke", usage: body }
  }
  if (has(body, "prompt_eval_count") || has(body, "eval_count")) return { shape: "ollama", usage: body }
  if (isImageList(body)) return { shape: "openai_images", usage: {} }
  if (typeof body.text === "string" && typeof body.duration === "number") {
    return { shape: "openai_transcription", usage: { type: "duration", seconds: body.duration } }
  }
  return null
}

function isImageList(body: Json): boolean {
  if (!Array.isArray(body.data) || !has(body, "created")) return false
  const first: unknown = body.data[0]
  return isObject(first) && ("b64_json" in first || "url" in first)
}

/** Whose words a usage object uses. `body` decides where two protocols share them. */
export function shapeOfUsage(usage: Json, body: Json): ShapeName | null {
  if ("prompt_tokens" in usage || "completion_tokens" in usage) {
    // Resellers fill both vocabularies and leave one of them at zero.
    const silent = !isPositive(usage.prompt_tokens) && !isPositive(usage.completion_tokens)
    if (!silent || !(isPositive(usage.input_tokens) || isPositive(usage.output_tokens))) return "openai_chat"
  }
  if ("input_tokens" in usage || "output_tokens" in usage) return shapeOfInputOutput(usage, body)
  if ("inputTokens" in usage || "outputTokens" in usage) return isAiSdk(usage) ? "ai_sdk" : "bedrock_converse"
  if ("total_input_tokens" in usage || "total_output_tokens" in usage) return "gemini_interactions"
  if ("billed_units" in usage || (isObject(usage.tokens) && "input_tokens" in usage.tokens)) return "cohere"
  if ("promptTokenCount" in usage || "candidatesTokenCount" in usage || "totalTokenCount" in usage)
    return "gemini"
  if ("input_uncached" in usage || "cache_write_5m" in usage) return "tollgate"
  if ("input" in usage || "output" in usage || "promptTokens" in usage) return "langfuse"
  if (usage.type === "duration" || ("seconds" in usage && "text" in body)) return "openai_transcription"
  if (isDashScope(body) || DASHSCOPE_PIECES.some((key) => key in usage)) return "dashscope"
  return "total_tokens" in usage || "prompt_cache_hit_tokens" in usage ? "openai_chat" : null
}

const DASHSCOPE_PIECES = ["characters", "image_count", "video_duration", "video_count"]

const ANTHROPIC_ONLY = [
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cache_creation",
  "iterations",
  "server_tool_use",
  "inference_geo",
]

function shapeOfInputOutput(usage: Json, body: Json): ShapeName {
  if (body.object === "response") return "openai_responses"
  if (body.type === "message") return "anthropic"
  if (body.object === "realtime.response") return "openai_realtime"
  if (isDashScope(body)) return "dashscope"
  if ("input_tokens_details" in usage || Array.isArray(body.output)) {
    return Array.isArray(body.data) || has(body, "b64_json") ? "openai_images" : "openai_responses"
  }
  if ("input_token_details" in usage || "output_token_details" in usage) {
    return typeof body.text === "string" || "type" in usage ? "openai_transcription" : "openai_realtime"
  }
  if (ANTHROPIC_ONLY.some((key) => key in usage)) return "anthropic"
  const details = objectAt(usage, "output_tokens_details")
  if (details !== null) return "thinking_tokens" in details ? "anthropic" : "openai_responses"
  if (Array.isArray(body.data) && has(body, "created")) return "openai_images"
  if (usage.type === "tokens") return "openai_transcription"
  // Two totals and nothing else read the same in every protocol.
  return "openai_responses"
}

function isDashScope(body: Json): boolean {
  return isObject(body.output) && "request_id" in body
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0
}
