import type { Recipe, RecipeFacts } from "./recipe"

const EVENT = (mark: string) => `{
    "id": "first-${mark}",
    "provider": "openai",
    "model": "gpt-4o-mini",
    "user": "u-1042",
    "agent": "assistant",
    "feature": "search",
    "team": "Commerce",
    "response": {
      "id": "chatcmpl-${mark}",
      "object": "chat.completion",
      "model": "gpt-4o-mini-2024-07-18",
      "usage": { "prompt_tokens": 1200, "completion_tokens": 340, "total_tokens": 1540 }
    }
  }`

function curlCode({ host, key, mark }: RecipeFacts): string {
  return `curl ${host}/api/v1/events \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '${EVENT(mark)}'`
}

function nodeCode({ host, key }: RecipeFacts): string {
  return `// send-usage.mjs
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
    agent: "assistant",
    feature: "search",
    usage: { input_uncached: 900, cache_read: 300, output: 340 },
    latency_ms: 1840,
  }),
})
console.log(answer.status, await answer.json())`
}

function pythonCode({ host, key }: RecipeFacts): string {
  return `# send_usage.py
import json
import urllib.request
import uuid

event = {
    "id": str(uuid.uuid4()),  # kept when you send it again: then it counts once
    "provider": "anthropic",
    "model": "claude-haiku-4-5",
    "user": "u-1042",
    "agent": "assistant",
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

function tailCode({ host, key }: RecipeFacts): string {
  return `# Any program may write this file, one event a line:
echo '{"provider":"openai","model":"gpt-4o-mini","user":"u-1042","agent":"assistant","feature":"search","usage":{"input_uncached":900,"cache_read":300,"output":340}}' >> usage.ndjson

# In a checkout of Tollgate; it goes on where it stopped, also after a kill.
TOLLGATE_KEY=${key} npm run tail -- --file usage.ndjson --url ${host}`
}

export const curl: Recipe = {
  ...{ id: "curl", label: "curl", kind: "sh", code: curlCode },
  note: "Paste it into a shell. Sent twice it counts once, for the id is the same.",
}

export const node: Recipe = {
  ...{ id: "node", label: "Node", kind: "mjs", code: nodeCode },
  note: "Node 20 or newer, without a package: node send-usage.mjs",
}

export const python: Recipe = {
  ...{ id: "python", label: "Python", kind: "py", code: pythonCode },
  note: "Python 3, with its standard library alone: python3 send_usage.py",
}

export const tail: Recipe = {
  ...{ id: "tail", label: "A file", kind: "sh", code: tailCode },
  note: "For programs that log what they used. tail sends each line once, through rotation, outages and kills.",
}
