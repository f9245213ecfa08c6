import type { Recipe, RecipeFacts } from "./recipe"

/** Fields of the event of a call that goes through a gateway, with whom the gateway's headers name. */
const GATEWAY = `
  const named = /^(helicone-(user-id|session-id|property-)|x-portkey-(metadata|trace-id))/
  event.headers = Object.fromEntries([...sent].filter(([name]) => named.test(name)))`

/** The wrapper of `fetch` that both vendors' packages take. */
export function wrapper({ host, key }: RecipeFacts, isGateway = false): string {
  const taken = isGateway ? "(provider, route)" : "(provider)"
  return `// Whom a call is for: the second argument of any call.
const who = (fields) => {
  const all = { request_id: crypto.randomUUID(), ...fields }
  return { headers: { "x-tollgate": encodeURIComponent(JSON.stringify(all)) } }
}

// A fetch that tells Tollgate what each call used, after its answer and never in its way.
const tollgate = ${taken} => async (url, { headers, ...init }) => {
  const sent = new Headers(headers)
  const fields = JSON.parse(decodeURIComponent(sent.get("x-tollgate") ?? "%7B%7D"))
  sent.delete("x-tollgate")
  const attempt = Number(sent.get("x-stainless-retry-count")) + 1
  const event = { id: crypto.randomUUID(), time: new Date(), provider, ${isGateway ? "route, " : ""}attempt, ...fields }${isGateway ? GATEWAY : ""}
  const tell = (answer) =>
    report(event, init, answer).catch((error) => console.warn("Tollgate:", error.message))
  try {
    const answer = await fetch(url, { ...init, headers: sent })
    void tell(answer.clone())
    return answer
  } catch (error) {
    event.error = { code: error.cause?.code, message: String(error.cause ?? error) }
    void tell(null)
    throw error
  }
}

async function report(event, init, answer) {
  if (typeof init.body !== "string") return
  event.model = JSON.parse(init.body).model
  let text = ""
  try {
    for await (const part of answer?.body.pipeThrough(new TextDecoderStream()) ?? []) text += part
  } catch {}
  event.latency_ms = Date.now() - event.time
  // Of a stream, the first line and those that tell usage.
  const lines = text.match(/^data: ?\\{[^\\n]*/gm)?.filter((line, n) => n === 0 || /"(usage|error)": ?\\{/.test(line))
  event.response = lines ? lines.flatMap((line) => facts(line.slice(5)) ?? []) : facts(text)
  if (answer?.ok === false) event.error = { http_status: answer.status, body: event.response }
  event.status = init.signal?.aborted ? "aborted" : event.error ? "error" : "ok"
  await send(JSON.stringify(event))
}

// Numbers and these words are sent, never what was asked or said.
const WORDS = /^(id|object|type|model|status|service_tier|speed|inference_geo|provider|code|finish_reason|stop_reason)$/
function facts(text) {
  try {
    return JSON.parse(text, (name, value) => (typeof value === "string" && !WORDS.test(name) ? undefined : value))
  } catch {}
}

async function send(body) {
  const headers = { Authorization: "Bearer ${key}", "Content-Type": "application/json" }
  for (let tries = 1; ; tries += 1) {
    const sent = { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) }
    const answer = await fetch("${host}/api/v1/events", sent).catch(() => null)
    if (answer?.status === 200) return
    const mayRetry = answer === null || answer.status === 429 || answer.status >= 500
    if (!mayRetry || tries === 3) throw new Error(answer ? await answer.text() : "not reached")
    await new Promise((done) => setTimeout(done, Math.random() * 1_000 * tries))
  }
}`
}

function openAiCode(facts: RecipeFacts): string {
  return `// chat.mjs
// npm install openai
import OpenAI from "openai"

${wrapper(facts)}

const openai = new OpenAI({ fetch: tollgate("openai") })

const answer = await openai.chat.completions.create(
  { model: "gpt-4o-mini", messages: [{ role: "user", content: "Say hello." }] },
  who({ user: "u-1042", agent: "assistant", feature: "greeting" }),
)
console.log(answer.choices[0].message.content)

// A stream of chat completions tells its usage only where it is asked to.
const stream = await openai.chat.completions.create(
  {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Say hello." }],
    stream: true,
    stream_options: { include_usage: true },
  },
  who({ user: "u-1042", agent: "assistant", feature: "greeting" }),
)
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "")`
}

function anthropicCode(facts: RecipeFacts): string {
  return `// message.mjs
// npm install @anthropic-ai/sdk
import Anthropic from "@anthropic-ai/sdk"

${wrapper(facts)}

const anthropic = new Anthropic({ fetch: tollgate("anthropic") })

const request = {
  model: "claude-haiku-4-5",
  max_tokens: 200,
  messages: [{ role: "user", content: "Say hello." }],
}
const message = await anthropic.messages.create(
  request,
  who({ user: "u-1042", agent: "assistant", feature: "greeting" }),
)
console.log(message.content[0].text)

const stream = anthropic.messages.stream(
  request,
  who({ user: "u-1042", agent: "assistant", feature: "greeting" }),
)
stream.on("text", (text) => process.stdout.write(text))
await stream.finalMessage()`
}

export const openAi: Recipe = {
  ...{ id: "openai", label: "OpenAI SDK", kind: "mjs", code: openAiCode },
  note: "A wrapper of fetch sends what each call used after its answer, failed and aborted calls too. It works with every provider that has OpenAI's protocol.",
}

export const anthropic: Recipe = {
  ...{ id: "anthropic", label: "Anthropic SDK", kind: "mjs", code: anthropicCode },
  note: "A wrapper of fetch sends what each call used after its answer, failed and aborted calls too.",
}
