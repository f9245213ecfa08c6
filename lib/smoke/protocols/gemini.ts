import { isObject, type Json, listAt, objectAt } from "@/lib/providers/json"
import type { SuiteRoute } from "../suite"
import { type ChatAsk, NOTHING, type Protocol, type Told } from "./protocol"

function configOf({ max_output_tokens }: SuiteRoute, { json, more }: ChatAsk): Json {
  return {
    maxOutputTokens: max_output_tokens,
    ...(json === undefined ? {} : { responseMimeType: "application/json" }),
    ...(isObject(json) ? { responseJsonSchema: json } : {}),
    ...more,
  }
}

function bodyOf(route: SuiteRoute, ask: ChatAsk): Json {
  const { prompt, image, tool } = ask
  const parts: Json[] = [{ text: prompt }]
  if (image !== undefined) parts.push({ inlineData: { mimeType: "image/png", data: image } })
  return {
    contents: [{ role: "user", parts }],
    generationConfig: configOf(route, ask),
    ...(tool ? { tools: [{ functionDeclarations: [tool] }] } : {}),
  }
}

function read(body: Json): Told {
  const [candidate] = listAt(body, "candidates")
  if (!isObject(candidate)) return NOTHING
  const parts = listAt(objectAt(candidate, "content") ?? {}, "parts").filter(isObject)
  const calls = parts.flatMap((part) => {
    const call = objectAt(part, "functionCall")
    return call ? [{ name: String(call.name), input: call.args }] : []
  })
  const said = parts.filter(({ thought }) => thought !== true)
  const text = said.map((part) => (typeof part.text === "string" ? part.text : "")).join("")
  return { text, calls, cut: candidate.finishReason === "MAX_TOKENS" }
}

const modelPath = (model: string) => `/models/${encodeURIComponent(model)}`

/** Gemini's own protocol. */
export const gemini: Protocol = {
  auth: (key) => ({ "x-goog-api-key": key }),
  chat: (route, ask) => ({
    method: "POST",
    path: `${modelPath(ask.model ?? route.model)}:${ask.stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: bodyOf(route, ask),
    streams: ask.stream === true,
  }),
  embed: ({ embedding_model }, text) =>
    embedding_model === undefined
      ? null
      : {
          method: "POST",
          path: `${modelPath(embedding_model)}:embedContent`,
          body: { content: { parts: [{ text }] } },
        },
  models: { method: "GET", path: "/models?pageSize=1000" },
  read,
  vectorOf: (body) => {
    const embedding = objectAt(body, "embedding")
    return embedding && Array.isArray(embedding.values) ? embedding.values : null
  },
  modelsOf: (body) =>
    Array.isArray(body.models)
      ? body.models
          .filter(isObject)
          .map((model) => ({ ...model, id: String(model.name).replace(/^models\//, "") }))
      : null,
  lacks: {},
}
