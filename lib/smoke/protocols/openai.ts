import { isObject, type Json, listAt, objectAt, parseJson } from "@/lib/providers/json"
import type { SuiteRoute } from "../suite"
import { type ChatAsk, NOTHING, type Protocol, type Told } from "./protocol"

function contentOf({ prompt, image }: ChatAsk): unknown {
  if (image === undefined) return prompt
  const url = `data:image/png;base64,${image}`
  return [
    { type: "text", text: prompt },
    { type: "image_url", image_url: { url, detail: "low" } },
  ]
}

function formatOf(json: ChatAsk["json"]): Json {
  if (json === undefined) return {}
  const format =
    json === "mode"
      ? { type: "json_object" }
      : { type: "json_schema", json_schema: { name: "answer", strict: true, schema: json } }
  return { response_format: format }
}

function bodyOf(route: SuiteRoute, ask: ChatAsk): Json {
  return {
    model: ask.model ?? route.model,
    messages: [{ role: "user", content: contentOf(ask) }],
    max_tokens: route.max_output_tokens,
    ...(ask.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...(ask.tool ? { tools: [{ type: "function", function: ask.tool }] } : {}),
    ...formatOf(ask.json),
    ...ask.more,
  }
}

function read(body: Json): Told {
  const [choice] = listAt(body, "choices")
  if (!isObject(choice)) return NOTHING
  const message = objectAt(choice, "message") ?? objectAt(choice, "delta") ?? {}
  const calls = listAt(message, "tool_calls").flatMap((call) => {
    const asked = isObject(call) ? objectAt(call, "function") : null
    if (!asked) return []
    return [{ name: String(asked.name ?? ""), input: parseJson(String(asked.arguments ?? "")) }]
  })
  const text = typeof message.content === "string" ? message.content : ""
  return { text, calls, cut: choice.finish_reason === "length" }
}

/** OpenAI's chat completions, which most routes speak. */
export const openai: Protocol = {
  auth: (key) => ({ authorization: `Bearer ${key}` }),
  chat: (route, ask) => ({
    method: "POST",
    path: "/chat/completions",
    body: bodyOf(route, ask),
    streams: ask.stream === true,
  }),
  embed: ({ embedding_model }, input) =>
    embedding_model === undefined
      ? null
      : { method: "POST", path: "/embeddings", body: { model: embedding_model, input } },
  models: { method: "GET", path: "/models" },
  read,
  vectorOf: (body) => {
    const [first] = listAt(body, "data")
    return isObject(first) && Array.isArray(first.embedding) ? first.embedding : null
  },
  modelsOf: (body) => (Array.isArray(body.data) ? body.data.filter(isObject) : null),
  lacks: {},
}
