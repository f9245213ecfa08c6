import { isObject, type Json, listAt, objectAt } from "@/lib/providers/json"
import type { SuiteRoute } from "../suite"
import { type ChatAsk, NOTHING, type Protocol, type Told } from "./protocol"

function contentOf({ prompt, image }: ChatAsk): unknown {
  if (image === undefined) return prompt
  const source = { type: "base64", media_type: "image/png", data: image }
  return [
    { type: "image", source },
    { type: "text", text: prompt },
  ]
}

function bodyOf(route: SuiteRoute, ask: ChatAsk): Json {
  const { tool, json, stream, more } = ask
  const tools = tool && [{ name: tool.name, description: tool.description, input_schema: tool.parameters }]
  return {
    model: ask.model ?? route.model,
    max_tokens: route.max_output_tokens,
    messages: [{ role: "user", content: contentOf(ask) }],
    ...(stream ? { stream: true } : {}),
    ...(tools ? { tools } : {}),
    ...(isObject(json) ? { output_config: { format: { type: "json_schema", schema: json } } } : {}),
    ...more,
  }
}

function readMessage(body: Json): Told {
  const blocks = listAt(body, "content").filter(isObject)
  const calls = blocks
    .filter(({ type }) => type === "tool_use")
    .map(({ name, input }) => ({ name: String(name), input }))
  const text = blocks.map((block) => (typeof block.text === "string" ? block.text : "")).join("")
  return { text, calls, cut: body.stop_reason === "max_tokens" }
}

function read(body: Json): Told {
  const delta = objectAt(body, "delta")
  if (!delta) return body.type === "message" ? readMessage(body) : NOTHING
  const text = typeof delta.text === "string" ? delta.text : ""
  return { text, calls: [], cut: delta.stop_reason === "max_tokens" }
}

/** Anthropic's Messages. */
export const anthropic: Protocol = {
  auth: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  chat: (route, ask) => ({
    method: "POST",
    path: "/messages",
    body: bodyOf(route, ask),
    streams: ask.stream === true,
  }),
  embed: () => null,
  models: { method: "GET", path: "/models?limit=1000" },
  read,
  vectorOf: () => null,
  modelsOf: (body) => (Array.isArray(body.data) ? body.data.filter(isObject) : null),
  lacks: {
    json_mode: "The Messages protocol has no JSON mode.",
    embeddings: "The Messages protocol has no embeddings.",
  },
}
