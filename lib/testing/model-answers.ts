/** What a model of the test's provider says, and how each protocol says it. */
export interface Said {
  text: string
  tool: { name: string; input: object } | null
  tokens: { input: number; output: number }
}

type Json = Record<string, unknown>

/** How one protocol writes answers, streams and errors. */
export interface Dialect {
  answer: (said: Said, model: string) => Json
  /** Events of a stream, the usage in the last. */
  events: (said: Said, model: string, withUsage: boolean) => { name?: string; data: Json }[]
  ends: string
  error: (error: { status: number; code: string; message: string }) => Json
}

function usage({ input, output }: Said["tokens"]) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}

const parts = (text: string) => text.match(/.{1,2}/gs) ?? []

export const openai: Dialect = {
  answer: ({ text, tool, tokens }, model) => {
    const call = tool && { name: tool.name, arguments: JSON.stringify(tool.input) }
    const calls = call ? [{ id: "call_1", type: "function", function: call }] : undefined
    const message = { role: "assistant", content: tool ? null : text, tool_calls: calls }
    const choices = [{ index: 0, message, finish_reason: tool ? "tool_calls" : "stop" }]
    const created = Math.floor(Date.now() / 1_000)
    return { id: "chatcmpl-test", object: "chat.completion", created, model, choices, usage: usage(tokens) }
  },
  events: ({ text, tokens }, model, withUsage) => {
    const chunk = (more: Json) => ({
      data: { id: "chatcmpl-test", object: "chat.completion.chunk", model, ...more },
    })
    const deltas = parts(text).map((content) => chunk({ choices: [{ index: 0, delta: { content } }] }))
    const stop = chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })
    return [...deltas, stop, ...(withUsage ? [chunk({ choices: [], usage: usage(tokens) })] : [])]
  },
  ends: "data: [DONE]\n\n",
  error: ({ code, message }) => ({ error: { message, type: "invalid_request_error", param: null, code } }),
}

const ANTHROPIC_TYPES: Record<string, string> = {
  invalid_api_key: "authentication_error",
  model_not_found: "not_found_error",
  rate_limit_exceeded: "rate_limit_error",
}

export const anthropic: Dialect = {
  answer: ({ text, tool, tokens }, model) => ({
    ...{ id: "msg_test", type: "message", role: "assistant", model },
    content: tool ? [{ type: "tool_use", id: "toolu_1", ...tool }] : [{ type: "text", text }],
    stop_reason: tool ? "tool_use" : "end_turn",
    usage: { input_tokens: tokens.input, output_tokens: tokens.output },
  }),
  events: ({ text, tokens }, model) => {
    const start = { id: "msg_test", type: "message", role: "assistant", model, content: [] }
    const events = [
      {
        type: "message_start",
        message: { ...start, usage: { input_tokens: tokens.input, output_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      ...parts(text).map((part) => ({
        ...{ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: part } },
      })),
      {
        ...{ type: "message_delta", delta: { stop_reason: "end_turn" } },
        usage: { output_tokens: tokens.output },
      },
      { type: "message_stop" },
    ]
    return events.map((data) => ({ name: data.type, data }))
  },
  ends: "",
  error: ({ code, message }) => ({
    type: "error",
    error: { type: ANTHROPIC_TYPES[code] ?? "invalid_request_error", message },
  }),
}

const GEMINI_STATUS: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
}

const usageMetadata = ({ input, output }: Said["tokens"]) => ({
  ...{ promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output },
})

export const gemini: Dialect = {
  answer: ({ text, tool, tokens }, modelVersion) => {
    const said = tool ? [{ functionCall: { name: tool.name, args: tool.input } }] : [{ text }]
    const candidates = [{ content: { role: "model", parts: said }, finishReason: "STOP" }]
    return { candidates, usageMetadata: usageMetadata(tokens), modelVersion }
  },
  events: ({ text, tokens }, modelVersion) =>
    parts(text).map((part) => ({
      data: {
        candidates: [{ content: { role: "model", parts: [{ text: part }] } }],
        ...{ usageMetadata: usageMetadata(tokens), modelVersion },
      },
    })),
  ends: "",
  error: ({ status, message }) => ({ error: { code: status, message, status: GEMINI_STATUS[status] } }),
}
