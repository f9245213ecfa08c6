import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { anthropic, type Dialect, gemini, openai, type Said } from "./model-answers"

export const MODEL_KEY = "sk-test-0123456789abcdef"
const CONTEXT_WORDS = 1_000
const TEMPLATE_TOKENS = 7
const PAUSE_MS = 10
/** Long enough that calls made at once are there at once, also on a machine that has much to do. */
const THINKING_MS = 50

type Json = Record<string, unknown>

/** What a route of the server does wrong. Named in its address: `/no-tools,double-count/v1`. */
export const FAULTS = [
  "no-tools",
  "double-count",
  "hidden-prompt",
  "limits",
  "no-retry-after",
  "false-retry-after",
  "no-stream",
  "no-stream-usage",
  "no-json",
  "wrong-cost",
  "right-cost",
  "lets-all-in",
  "echoes-key",
  "never-answers",
  "fails",
] as const
type Fault = (typeof FAULTS)[number]

export interface ModelServer {
  /** Below it `/v1` for OpenAI's and Anthropic's protocol and `/v1beta` for Gemini's. */
  url: string
  requests: { path: string; body: string; key: string }[]
  close: () => Promise<void>
}

interface Asked {
  faults: readonly Fault[]
  path: string
  body: Json
  text: string
  key: string
  dialect: Dialect
}

/** More than so many at once are refused, and everybody until the time is over. */
const MOST_AT_ONCE = 4
/** Where limits are asked for, so many calls go well before one is refused. */
const REFUSED_EVERY = 5
const CLOSED_MS = 500

class Gate {
  private inside = 0
  private calls = 0
  private closedUntil = 0

  enter(): boolean {
    if (performance.now() < this.closedUntil) return false
    if (this.inside >= MOST_AT_ONCE) {
      this.closedUntil = performance.now() + CLOSED_MS
      return false
    }
    this.inside += 1
    return true
  }

  /** Whether this call is one of those that are refused whatever else goes on. */
  isTurn(): boolean {
    this.calls += 1
    return this.calls % REFUSED_EVERY === 0
  }

  leave(): void {
    this.inside -= 1
  }

  shut(ms: number): void {
    this.closedUntil = performance.now() + ms
  }
}

function dialectOf(path: string): Dialect {
  if (path.includes("/v1beta")) return gemini
  return path.endsWith("/messages") ? anthropic : openai
}

/** The words of every text of a request are its tokens. */
function wordsIn(value: unknown): number {
  if (typeof value === "string")
    return value.startsWith("data:") ? 0 : value.split(/\s+/).filter(Boolean).length
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + wordsIn(each), 0)
  if (typeof value !== "object" || value === null) return 0
  return ["content", "text", "parts", "input"].reduce((sum, name) => sum + wordsIn((value as Json)[name]), 0)
}

function said({ faults, body, text }: Asked): Said {
  const words = wordsIn(body.messages ?? body.contents ?? body.content ?? body.input)
  const input = words + TEMPLATE_TOKENS + (faults.includes("hidden-prompt") ? 31 : 0)
  const tokens = { input: faults.includes("double-count") ? input * 2 : input, output: 3 }
  const tool =
    body.tools && !faults.includes("no-tools") ? { name: "get_weather", input: { city: "Paris" } } : null
  const hasSchema = /json_schema|responseJsonSchema/.test(text)
  const hasMode = /json_object|responseMimeType/.test(text)
  if (faults.includes("no-json") && (hasSchema || hasMode)) return { text: "Three, red.", tool, tokens }
  if (hasSchema) return { text: '{"colour":"red","count":3}', tool, tokens }
  if (hasMode) return { text: '{"city":"Rome","population_millions":3}', tool, tokens }
  return { text: /image_url|inlineData|"image"/.test(text) ? "Red." : "ready", tool, tokens }
}

function refusal(asked: Asked): { status: number; code: string; message: string } | null {
  const { body, path, key, faults } = asked
  if (faults.includes("fails")) return { status: 500, code: "server_error", message: "The server failed." }
  if (key !== MODEL_KEY && !faults.includes("lets-all-in")) {
    const shown = faults.includes("echoes-key") ? `: ${key}` : ""
    return { status: 401, code: "invalid_api_key", message: `Incorrect API key provided${shown}.` }
  }
  if (`${body.model} ${path}`.includes("no-such-model")) {
    return { status: 404, code: "model_not_found", message: "The model does not exist." }
  }
  if (/"temperature":"/.test(asked.text)) {
    return {
      status: 400,
      code: "invalid_type",
      message: "Invalid type for 'temperature': expected a number.",
    }
  }
  if (wordsIn(body.messages ?? body.contents) > CONTEXT_WORDS) {
    const message = `prompt is too long: this model's maximum context length is ${CONTEXT_WORDS} tokens.`
    return { status: 400, code: "context_length_exceeded", message }
  }
  return null
}

const LIMITS = {
  "x-ratelimit-limit-requests": "500",
  "x-ratelimit-remaining-requests": "499",
  "x-ratelimit-reset-requests": "120ms",
}

function costOf(faults: readonly Fault[], { tokens }: Said): Json {
  // At $0.15 and $0.60 a million.
  const right = (tokens.input * 150 + tokens.output * 600) / 1e9
  if (faults.includes("right-cost")) return { cost: right }
  return faults.includes("wrong-cost") ? { cost: right * 1.3 } : {}
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}

async function stream(response: ServerResponse, asked: Asked, answer: Said): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", ...LIMITS })
  const withUsage = asked.text.includes("include_usage") && !asked.faults.includes("no-stream-usage")
  for (const { name, data } of asked.dialect.events(answer, String(asked.body.model ?? "model"), withUsage)) {
    response.write(`${name ? `event: ${name}\n` : ""}data: ${JSON.stringify(data)}\n\n`)
    await sleep(PAUSE_MS)
  }
  response.end(asked.dialect.ends)
}

function models({ path }: Asked): Json {
  const list = [
    { id: "gpt-4o-mini", object: "model" },
    { id: "gpt-3.5-turbo-0301", object: "model", deprecation_date: "2024-06-13" },
  ]
  return path.includes("/v1beta")
    ? { models: list.map(({ id }) => ({ name: `models/${id}` })) }
    : { object: "list", data: list }
}

async function answer(response: ServerResponse, asked: Asked): Promise<void> {
  const { dialect, path, body, faults } = asked
  const refused = refusal(asked)
  if (refused) return json(response, refused.status, dialect.error(refused), LIMITS)
  if (path.includes("embed")) {
    const vector = [0.1, 0.2, 0.3]
    const usage = { prompt_tokens: 6, total_tokens: 6 }
    return json(response, 200, { data: [{ embedding: vector }], embedding: { values: vector }, usage })
  }
  const answered = said(asked)
  const streams = body.stream === true || path.includes("streamGenerateContent")
  if (streams && !faults.includes("no-stream")) return stream(response, asked, answered)
  await sleep(THINKING_MS)
  const made = dialect.answer(answered, String(body.model ?? "model"))
  const usage =
    typeof made.usage === "object" ? { usage: { ...made.usage, ...costOf(faults, answered) } } : {}
  return json(response, 200, { ...made, ...usage }, LIMITS)
}

function refuseForRate(response: ServerResponse, { faults, dialect }: Asked, gate: Gate): void {
  const error = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "Rate limit reached: too many requests.",
  }
  if (faults.includes("false-retry-after")) gate.shut(4_000)
  const headers = faults.includes("no-retry-after") ? {} : { "retry-after": "1" }
  json(response, 429, dialect.error(error), headers)
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString("utf8")
  const path = request.url ?? ""
  const { authorization = "", "x-api-key": apiKey, "x-goog-api-key": googleKey } = request.headers
  const key = String(apiKey ?? googleKey ?? authorization.replace("Bearer ", ""))
  const named = path.split("/")[1]?.split(",") ?? []
  return {
    faults: FAULTS.filter((fault) => named.includes(fault)),
    ...{ path: path.split("?")[0] ?? "", text, key, dialect: dialectOf(path.split("?")[0] ?? "") },
    body: text === "" ? {} : JSON.parse(text),
  }
}

/** A real HTTP server on this machine that answers as providers of three protocols do. */
export async function startModelServer(): Promise<ModelServer> {
  const gates = new Map<string, Gate>()
  const made: ModelServer = {
    ...{ url: "", requests: [] },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  const server = createServer(async (request, response) => {
    const asked = await read(request)
    made.requests.push({ path: asked.path, body: asked.text, key: asked.key })
    if (asked.faults.includes("never-answers")) return
    if (asked.path.endsWith("/models")) return json(response, 200, models(asked))
    const gate = gates.get(asked.faults.join()) ?? new Gate()
    gates.set(asked.faults.join(), gate)
    const isLimited = asked.faults.includes("limits") || asked.faults.includes("no-retry-after")
    if ((isLimited && gate.isTurn()) || !gate.enter()) return refuseForRate(response, asked, gate)
    await answer(response, asked)
    gate.leave()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return made
}
