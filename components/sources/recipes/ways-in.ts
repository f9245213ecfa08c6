import type { Recipe, RecipeFacts } from "./recipe"

function langfuseCode({ host, key }: RecipeFacts): string {
  return `# of the application; nothing in its code changes
export LANGFUSE_HOST="${host}/api/v1/sources/langfuse"
export LANGFUSE_BASE_URL="${host}/api/v1/sources/langfuse"
export LANGFUSE_PUBLIC_KEY="any"
export LANGFUSE_SECRET_KEY="${key}"`
}

function openRouterCode({ host, key }: RecipeFacts): string {
  return `# OpenRouter, Settings, Broadcast, add a webhook destination
URL:     ${host}/api/v1/sources/openrouter
Headers: {"Authorization": "Bearer ${key}"}

# try it from here as OpenRouter's own connection test does
curl ${host}/api/v1/sources/openrouter \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -H "X-Test-Connection: true" -d '{}'`
}

function portkeyExportCode({ host, key }: RecipeFacts): string {
  return `curl ${host}/api/v1/sources/portkey \\
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
      "feature": "search",
      "usage": { "input_uncached": 900, "cache_read": 300, "output": 340 }
    }
  }'`
}

function webhookCode({ host, key, address = "" }: RecipeFacts): string {
  return `// send-webhook.mjs
import { createHmac, randomUUID } from "node:crypto"

const secret = "${key}"
const body = JSON.stringify({
  type: "llm.usage.v1",
  timestamp: new Date(),
  data: {
    provider: "openai",
    model: "gpt-4o-mini",
    user: "u-1042",
    feature: "search",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
  },
})

// Kept over retries; the time and the signature are made anew for each.
const id = \`msg_\${randomUUID()}\`
const time = String(Math.floor(Date.now() / 1000))
const key = Buffer.from(secret.slice("whsec_".length), "base64")
const signature = createHmac("sha256", key).update(\`\${id}.\${time}.\${body}\`).digest("base64")
const answer = await fetch("${host}${address}", {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": \`v1,\${signature}\`,
  },
  body,
})
console.log(answer.status, await answer.json())`
}

export const langfuse: Recipe = {
  id: "langfuse",
  label: "Langfuse SDK",
  note: "An application that has a Langfuse SDK sends here instead. What was asked and answered is dropped on arrival.",
  kind: "sh",
  code: langfuseCode,
}

export const openRouter: Recipe = {
  id: "openrouter",
  label: "Broadcast",
  note: "OpenRouter sends every call of its account, with what it charged. It may leave calls out: reconcile with its activity.",
  kind: "sh",
  code: openRouterCode,
}

export const portkeyExport: Recipe = {
  id: "portkey-export",
  label: "Log export",
  note: "Export logs from Portkey as JSONL, up to 1,000 rows a file. Rows that are sent again count once.",
  kind: "sh",
  code: portkeyExportCode,
}

export const cloudEvents: Recipe = {
  id: "cloudevents",
  label: "CloudEvents",
  note: "Structured, batch or binary. The same source and id again count once.",
  kind: "sh",
  code: cloudEventsCode,
}

export const webhook: Recipe = {
  id: "webhook",
  label: "Webhook",
  note: "Signed after Standard Webhooks: any library of it does the same.",
  kind: "mjs",
  code: webhookCode,
}
