import type { Recipe, RecipeFacts } from "./recipe"

function langfuseCode({ host, key }: RecipeFacts): string {
  return `# of the application; nothing in its code changes
export LANGFUSE_HOST="${host}/api/v1/sources/langfuse"
export LANGFUSE_BASE_URL="${host}/api/v1/sources/langfuse"
export LANGFUSE_BASEURL="${host}/api/v1/sources/langfuse"
export LANGFUSE_PUBLIC_KEY="any"
export LANGFUSE_SECRET_KEY="${key}"`
}

function langfuseSdkCode({ host, key }: RecipeFacts): string {
  return `// chat.mjs
// npm install langfuse openai
import { Langfuse, observeOpenAI } from "langfuse"
import OpenAI from "openai"

const langfuse = new Langfuse({
  baseUrl: "${host}/api/v1/sources/langfuse",
  publicKey: "any",
  secretKey: "${key}",
})

// Whom the calls below it are for.
const trace = langfuse.trace({
  name: "chat",
  userId: "u-1042",
  metadata: { agent: "assistant", feature: "greeting" },
})
const openai = observeOpenAI(new OpenAI(), { parent: trace })

const answer = await openai.chat.completions.create({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Say hello." }],
})
console.log(answer.choices[0].message.content)

await langfuse.shutdownAsync() // sends what still waits; in a server, when it stops`
}

function openRouterCode({ host, key }: RecipeFacts): string {
  return `# In OpenRouter: Settings, Observability, Enable Broadcast, Webhook
# URL      ${host}/api/v1/sources/openrouter
# Headers  {"Authorization": "Bearer ${key}"}

# Whom a call is for its request says, beside model and messages:
#   "user": "u-1042", "trace": {"agent": "assistant", "feature": "greeting"}

# OpenRouter's connection test, from here:
curl ${host}/api/v1/sources/openrouter \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -H "X-Test-Connection: true" -d '{}'`
}

function portkeyExportCode({ host, key }: RecipeFacts): string {
  return `# logs.jsonl is what Portkey exported, a row a line
curl ${host}/api/v1/sources/portkey \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/jsonl" \\
  --data-binary @logs.jsonl`
}

function cloudEventsCode({ host, key, mark }: RecipeFacts): string {
  return `curl ${host}/api/v1/sources/cloudevents \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/cloudevents+json" \\
  -d '{
    "specversion": "1.0",
    "type": "llm.usage.v1",
    "source": "/search-service",
    "id": "first-${mark}",
    "subject": "u-1042",
    "data": {
      "provider": "openai",
      "model": "gpt-4o-mini",
      "agent": "assistant",
      "feature": "search",
      "usage": { "input_uncached": 900, "cache_read": 300, "output": 340 }
    }
  }'`
}

function cloudEventsSdkCode({ host, key }: RecipeFacts): string {
  return `// send-event.mjs
// npm install cloudevents
import { CloudEvent, HTTP } from "cloudevents"

const event = new CloudEvent({
  type: "llm.usage.v1",
  source: "/search-service",
  subject: "u-1042", // the user
  data: {
    provider: "openai",
    model: "gpt-4o-mini",
    agent: "assistant",
    feature: "search",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
  },
})

// The event has an id of its own: sent again it counts once. HTTP.structured(event) is taken as well.
const { headers, body } = HTTP.binary(event)
const answer = await fetch("${host}/api/v1/sources/cloudevents", {
  method: "POST",
  headers: { ...headers, Authorization: "Bearer ${key}" },
  body,
})
console.log(answer.status, await answer.json())`
}

/** What a webhook tells, and where it is sent with which signature. */
function webhookLines({ host, key, address = "" }: RecipeFacts, time: string, signature: string): string {
  return `const secret = "${key}"
const body = JSON.stringify({
  type: "llm.usage.v1",
  timestamp: new Date(),
  data: {
    provider: "openai",
    model: "gpt-4o-mini",
    user: "u-1042",
    agent: "assistant",
    feature: "search",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
  },
})

// Kept over retries; the time and the signature are made anew for each.
const id = \`msg_\${crypto.randomUUID()}\`
${signature}
const answer = await fetch("${host}${address}", {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": ${time},
    "webhook-signature": signature,
  },
  body,
})
console.log(answer.status, await answer.json())`
}

function webhookCode(facts: RecipeFacts): string {
  return `// send-webhook.mjs
import { createHmac } from "node:crypto"

${webhookLines(
  facts,
  "time",
  `const time = String(Math.floor(Date.now() / 1000))
const key = Buffer.from(secret.slice("whsec_".length), "base64")
const digest = createHmac("sha256", key).update(\`\${id}.\${time}.\${body}\`).digest("base64")
const signature = \`v1,\${digest}\``,
)}`
}

function webhookLibraryCode(facts: RecipeFacts): string {
  return `// send-webhook.mjs
// npm install standardwebhooks
import { Webhook } from "standardwebhooks"

${webhookLines(
  facts,
  "String(Math.floor(time / 1000))",
  `const time = new Date()
const signature = new Webhook(secret).sign(id, time, body)`,
)}`
}

export const langfuse: Recipe = {
  ...{ id: "langfuse", label: "Langfuse, by its host", kind: "sh", code: langfuseCode },
  note: "An application that has a Langfuse SDK sends here instead. What was asked and answered is dropped on arrival.",
}

export const langfuseSdk: Recipe = {
  ...{ id: "langfuse-sdk", label: "Langfuse SDK", kind: "mjs", code: langfuseSdkCode },
  note: "A program from its first line on. What was asked and answered is dropped on arrival.",
}

export const openRouter: Recipe = {
  ...{ id: "openrouter", label: "OpenRouter Broadcast", kind: "sh", code: openRouterCode },
  note: "OpenRouter sends the calls of its account, with what it charged. It may leave calls out: reconcile with its activity. Checked against the payload that OpenRouter documents, not against an account.",
}

export const portkeyExport: Recipe = {
  ...{ id: "portkey-export", label: "Portkey log export", kind: "sh", code: portkeyExportCode },
  note: "Export logs from Portkey as JSONL, up to 1,000 rows a file. Rows that are sent again count once. Checked against the fields that Portkey documents, not against an account.",
}

export const cloudEvents: Recipe = {
  ...{ id: "cloudevents", label: "CloudEvents", kind: "sh", code: cloudEventsCode },
  note: "Structured, batch or binary. The same source and id again count once.",
}

export const cloudEventsSdk: Recipe = {
  ...{ id: "cloudevents-sdk", label: "CloudEvents SDK", kind: "mjs", code: cloudEventsSdkCode },
  note: "The SDK of the specification; those of other languages send the same.",
}

export const webhook: Recipe = {
  ...{ id: "webhook", label: "Webhook", kind: "mjs", code: webhookCode },
  note: "Signed after Standard Webhooks, without a package. A source of the kind Signed webhook has the address and the secret.",
}

export const webhookLibrary: Recipe = {
  ...{ id: "webhook-library", label: "Standard Webhooks", kind: "mjs", code: webhookLibraryCode },
  note: "The same, signed by the library of Standard Webhooks.",
}
