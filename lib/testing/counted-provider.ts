import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { json } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { testResponseId } from "./response-id"

/** What the provider would bill, summed. */
export interface Counted {
  calls: number
  inputUncached: number
  cacheRead: number
  output: number
}

export interface CountedProvider {
  /** Below it OpenAI's `/v1/chat/completions` and `/v1/responses`, and Anthropic's `/v1/messages`. */
  url: string
  counted: Counted
  /** The headers of each request. */
  headers: IncomingMessage["headers"][]
  /** So many requests are refused before one is answered. */
  refuse: number
  close: () => Promise<void>
}

/** In every answer: what must not leave the application. */
export const SAID = "Hello from the model, between us."

const NOTHING: Counted = { calls: 0, inputUncached: 0, cacheRead: 0, output: 0 }

interface Call {
  n: number
  model: string
  uncached: number
  cached: number
  output: number
}

interface Form {
  whole: (call: Call) => object
  events: (call: Call) => object[]
  refusal: object
}

const REFUSAL = { error: { message: "Rate limit reached.", type: "requests", code: "rate_limit_exceeded" } }

const chat: Form = {
  whole: (call) => ({
    ...{ id: testResponseId(call.n), object: "chat.completion", created: 1_790_000_000, model: call.model },
    service_tier: "default",
    choices: [{ index: 0, message: { role: "assistant", content: SAID }, finish_reason: "stop" }],
    usage: chatUsage(call),
  }),
  events: (call) => {
    const chunk = { id: testResponseId(call.n), object: "chat.completion.chunk", model: call.model }
    const delta = (content: object, reason: string | null = null) => ({
      ...{ ...chunk, choices: [{ index: 0, delta: content, finish_reason: reason }], usage: null },
    })
    const texts = SAID.split(" ").map((content) => delta({ content: `${content} ` }))
    const last = { ...chunk, choices: [], usage: chatUsage(call) }
    return [delta({ role: "assistant", content: "" }), ...texts, delta({}, "stop"), last]
  },
  refusal: REFUSAL,
}

function chatUsage({ uncached, cached, output }: Call) {
  const prompt = uncached + cached
  return {
    ...{ prompt_tokens: prompt, completion_tokens: output, total_tokens: prompt + output },
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 0 },
  }
}

function responseOf({ n, model, uncached, cached, output }: Call) {
  const part = { type: "output_text", text: SAID, annotations: [] }
  const message = {
    id: testResponseId(n, "msg_01"),
    type: "message",
    status: "completed",
    role: "assistant",
    content: [part],
  }
  return {
    ...{
      id: testResponseId(n, "resp_"),
      object: "response",
      created_at: 1_790_000_000,
      status: "completed",
      model,
    },
    ...{ output: [message], service_tier: "default", error: null, incomplete_details: null },
    ...{ instructions: null, metadata: {}, parallel_tool_calls: true, tool_choice: "auto", tools: [] },
    usage: {
      ...{ input_tokens: uncached + cached, input_tokens_details: { cached_tokens: cached } },
      ...{ output_tokens: output, output_tokens_details: { reasoning_tokens: 5 } },
      total_tokens: uncached + cached + output,
    },
  }
}

const responses: Form = {
  whole: responseOf,
  events: (call) => {
    const whole = responseOf(call)
    const begun = { ...whole, status: "in_progress", output: [], usage: null }
    const [item] = whole.output
    const at = { output_index: 0, item_id: item?.id }
    return [
      { type: "response.created", sequence_number: 0, response: begun },
      { type: "response.output_item.added", ...at, item: { ...item, status: "in_progress", content: [] } },
      { type: "response.output_text.delta", ...at, content_index: 0, delta: SAID },
      { type: "response.output_item.done", ...at, item },
      { type: "response.completed", sequence_number: 9, response: whole },
    ]
  },
  refusal: REFUSAL,
}

function anthropicUsage({ uncached, cached, output }: Call) {
  const none = { cache_creation_input_tokens: 0, service_tier: "standard" }
  return { input_tokens: uncached, cache_read_input_tokens: cached, ...none, output_tokens: output }
}

function messageOf(call: Call) {
  return {
    ...{ id: testResponseId(call.n, "msg_01"), type: "message", role: "assistant", model: call.model },
    ...{ content: [{ type: "text", text: SAID }], stop_reason: "end_turn", stop_sequence: null },
    usage: anthropicUsage(call),
  }
}

const messages: Form = {
  whole: messageOf,
  events: (call) => {
    const begun = { ...messageOf(call), content: [], stop_reason: null }
    return [
      { type: "message_start", message: { ...begun, usage: anthropicUsage({ ...call, output: 1 }) } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: SAID } },
      { type: "content_block_stop", index: 0 },
      {
        ...{ type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null } },
        usage: { output_tokens: call.output },
      },
      { type: "message_stop" },
    ]
  },
  refusal: { type: "error", error: { type: "rate_limit_error", message: "Rate limit reached." } },
}

function formOf(path: string): { form: Form; model: string } | null {
  if (path.endsWith("/chat/completions")) return { form: chat, model: "gpt-4o-mini-2024-07-18" }
  if (path.endsWith("/responses")) return { form: responses, model: "gpt-4o-mini-2024-07-18" }
  return path.endsWith("/messages") ? { form: messages, model: "claude-haiku-4-5-20251001" } : null
}

async function stream(response: ServerResponse, form: Form, call: Call): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
  for (const event of form.events(call)) {
    const name = "type" in event ? `event: ${event.type}\n` : ""
    response.write(`${name}data: ${JSON.stringify(event)}\n\n`)
    await sleep(5)
  }
  response.end(form === chat ? "data: [DONE]\n\n" : "")
}

let made = 0

/** A provider on this machine that knows what it served, in the vendors' own forms. */
export async function startCountedProvider(): Promise<CountedProvider> {
  const server = createServer(async (request, response) => {
    const found = formOf(request.url?.split("?")[0] ?? "")
    if (found === null) return void response.writeHead(404).end("{}")
    const body = (await json(request)) as { stream?: boolean }
    provider.headers.push(request.headers)
    const type = { "content-type": "application/json" }
    if (provider.refuse > 0) {
      provider.refuse -= 1
      const wait = { "retry-after-ms": "20", "x-should-retry": "true" }
      return void response.writeHead(429, { ...type, ...wait }).end(JSON.stringify(found.form.refusal))
    }
    made += 1
    const call = { n: made, model: found.model, uncached: 100 + made, cached: 40 + made, output: 20 + made }
    const { calls, inputUncached, cacheRead, output } = provider.counted
    provider.counted = {
      ...{ calls: calls + 1, inputUncached: inputUncached + call.uncached },
      ...{ cacheRead: cacheRead + call.cached, output: output + call.output },
    }
    if (body.stream === true) return stream(response, found.form, call)
    return void response.writeHead(200, type).end(JSON.stringify(found.form.whole(call)))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const provider: CountedProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ counted: NOTHING, headers: [], refuse: 0 },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return provider
}
