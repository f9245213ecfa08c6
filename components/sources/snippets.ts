import type { Snippet } from "@/components/ui/code-tabs"

export interface SnippetFacts {
  /** Where the installation is reached, without a slash at the end. */
  host: string
  /** The key itself. */
  key: string
  /** Makes the ids of a snippet its own, so that the same lines with another key are another event. */
  mark: string
}

const EVENT = (mark: string) => `{
    "id": "first-${mark}",
    "provider": "openai",
    "model": "gpt-4o-mini",
    "user": "u-1042",
    "feature": "search",
    "team": "Commerce",
    "response": {
      "id": "chatcmpl-${mark}",
      "object": "chat.completion",
      "model": "gpt-4o-mini-2024-07-18",
      "usage": { "prompt_tokens": 1200, "completion_tokens": 340, "total_tokens": 1540 }
    }
  }`

function curl({ host, key, mark }: SnippetFacts): string {
  return `curl ${host}/api/v1/events \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '${EVENT(mark)}'`
}

function node({ host, key }: SnippetFacts): string {
  return `// send-usage.mjs, for Node 18 or newer: node send-usage.mjs
const answer = await fetch("${host}/api/v1/events", {
  method: "POST",
  headers: {
    Authorization: "Bearer ${key}",
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    id: crypto.randomUUID(), // kept when you send it again: then it counts once
    provider: "openai",
    model: "gpt-4o-mini",
    user: "u-1042",
    feature: "search",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
    latency_ms: 1840,
  }),
})
console.log(answer.status, await answer.json())`
}

function python({ host, key }: SnippetFacts): string {
  return `# send_usage.py, with the standard library alone: python3 send_usage.py
import json
import urllib.request
import uuid

event = {
    "id": str(uuid.uuid4()),  # kept when you send it again: then it counts once
    "provider": "anthropic",
    "model": "claude-haiku-4-5",
    "user": "u-1042",
    "feature": "search",
    "response": {
        "model": "claude-haiku-4-5",
        "usage": {"input_tokens": 900, "cache_read_input_tokens": 300, "output_tokens": 340},
    },
}
request = urllib.request.Request(
    "${host}/api/v1/events",
    data=json.dumps(event).encode(),
    headers={
        "Authorization": "Bearer ${key}",
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, json.load(answer))`
}

function report({ host, key }: SnippetFacts): string {
  return `// A report that fails never fails the call itself.
async function report(event) {
  try {
    const answer = await fetch("${host}/api/v1/events", {
      method: "POST",
      headers: {
        Authorization: "Bearer ${key}",
        "Content-Type": "application/json",
      },
      body: JSON.stringify(event),
    })
    const { rejected = [], detail } = await answer.json()
    if (!answer.ok || rejected.length > 0) console.warn("Tollgate:", rejected[0]?.detail ?? detail)
  } catch (error) {
    console.warn("Tollgate was not reached:", error.message)
  }
}`
}

function openAi(facts: SnippetFacts): string {
  return `// chat.mjs
import OpenAI from "openai"

const openai = new OpenAI()

${report(facts)}

/** Calls the model as before, then tells Tollgate what it used. Text of the answer is not sent. */
async function chat(request, who) {
  const time = new Date()
  const event = { time: time.toISOString(), provider: "openai", model: request.model, ...who }
  const took = () => ({ latency_ms: Date.now() - time.getTime() })
  try {
    const response = await openai.chat.completions.create(request)
    const usage = { ...response, choices: undefined }
    await report({ id: response.id, ...event, ...took(), response: usage })
    return response
  } catch (error) {
    const { status, code, message } = error
    const failed = { http_status: status, code, message }
    await report({ id: crypto.randomUUID(), ...event, ...took(), status: "error", error: failed })
    throw error
  }
}

const response = await chat(
  { model: "gpt-4o-mini", messages: [{ role: "user", content: "Say hello." }] },
  { user: "u-1042", feature: "greeting" },
)
console.log(response.choices[0].message.content)`
}

function aiSdk(facts: SnippetFacts): string {
  return `// stream.mjs
import { openai } from "@ai-sdk/openai"
import { streamText } from "ai"

${report(facts)}

const model = openai("gpt-4o-mini")
const time = new Date()
const result = streamText({
  model,
  prompt: "Say hello.",
  onFinish: ({ totalUsage, response }) =>
    report({
      id: response.id,
      time: time.toISOString(),
      provider: model.provider.split(".")[0],
      model: model.modelId,
      user: "u-1042",
      feature: "greeting",
      usage: totalUsage,
      latency_ms: Date.now() - time.getTime(),
    }),
})
for await (const text of result.textStream) process.stdout.write(text)`
}

const PLACEHOLDER = "YOUR_KEY"

/** Lines to paste that send a first event, or every event of an application. */
export function snippetsFor(host: string, apiKey: string | null): Snippet[] {
  const mark = apiKey?.split("_")[2]?.slice(0, 8) ?? "1"
  const facts: SnippetFacts = { host, key: apiKey ?? PLACEHOLDER, mark }
  return [
    { id: "curl", label: "curl", code: curl(facts) },
    { id: "node", label: "Node", code: node(facts) },
    { id: "python", label: "Python", code: python(facts) },
    { id: "openai", label: "OpenAI SDK", code: openAi(facts) },
    { id: "ai-sdk", label: "Vercel AI SDK", code: aiSdk(facts) },
  ]
}
