import type { Json } from "@/lib/providers/json"
import type { ToolAsk } from "./protocols/protocol"

/** Words that every vocabulary in use holds as one token each, so that a text of n of them is n tokens long. */
const WORDS = "the cat sat on a red mat and ate one big fish by the old tree near my home".split(" ")

/** A text of `count` such words. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, at) => WORDS[at % WORDS.length]).join(" ")
}

export const HELLO = "Reply with the single word: ready"
export const COUNTED_WORDS = 200

/** The same question after a text of known length: what it counts more is that text. */
export function counted(count: number): string {
  return count === 0 ? HELLO : `${words(count)}\n${HELLO}`
}

export const TOOL: ToolAsk = {
  name: "get_weather",
  description: "The weather of a city now.",
  parameters: {
    type: "object",
    properties: { city: { type: "string", description: "The city's English name." } },
    required: ["city"],
  },
}
export const TOOL_PROMPT =
  "What is the weather in Paris now? Call the function get_weather with the city; do not answer in words."

export const JSON_PROMPT =
  'Answer with one JSON object and nothing else: {"city": "Paris", "population_millions": 2}. Fill in the city Rome and the number 3.'

export const SCHEMA: Json = {
  type: "object",
  properties: { colour: { type: "string", enum: ["red", "green"] }, count: { type: "integer" } },
  required: ["colour", "count"],
  additionalProperties: false,
}
export const SCHEMA_PROMPT = "Three red apples lie on a table. Which colour, and how many?"

export const IMAGE_PROMPT = "Which one colour fills this picture? Answer with the English word alone."
/** 32 × 32 pixels, all of them red. */
export const RED_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAJ0lEQVR42u3NsQkAAAjAsP7/tF7hIASyp6lTCQQCgUAgEAgEgi/BAjLD/C5w/SM9AAAAAElFTkSuQmCC"

export const NO_SUCH_MODEL = "tollgate-smoke-no-such-model"
export const WRONG_KEY = "tollgate-smoke-wrong-key"
