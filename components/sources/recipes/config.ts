import type { Recipe, RecipeFacts } from "./recipe"
import { wrapper } from "./sdk"

function liteLlmCode({ host, key }: RecipeFacts): string {
  return `# config.yaml of the proxy
model_list:
  - model_name: gpt-4o-mini
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY

litellm_settings:
  callbacks: ["tollgate"]
  turn_off_message_logging: true # prompts and answers stay in the proxy

callback_settings:
  tollgate:
    callback_type: generic_api
    endpoint: ${host}/api/v1/sources/litellm
    headers:
      Authorization: Bearer ${key}

# Applications say whom a call is for in its body:
#   {"model": "gpt-4o-mini", "messages": [...], "user": "u-1042",
#    "metadata": {"agent": "assistant", "feature": "greeting"}}`
}

function collectorCode({ host, key }: RecipeFacts): string {
  return `# config.yaml of the Collector
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 0.0.0.0:4317
      http:
        endpoint: 0.0.0.0:4318

processors:
  batch:
    send_batch_size: 200
    send_batch_max_size: 200 # spans with long prompts stay below what a request takes

exporters:
  otlphttp/tollgate:
    endpoint: ${host}/api/v1/otlp # the exporter adds /v1/traces
    headers:
      Authorization: Bearer ${key}

service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [batch]
      exporters: [otlphttp/tollgate]`
}

interface Gateway {
  slug: string
  url: string
  headers: string
}

function throughGateway(facts: RecipeFacts, { slug, url, headers }: Gateway): string {
  return `// chat.mjs, with OPENAI_BASE_URL=${url}
// npm install openai
import OpenAI from "openai"

${wrapper(facts, true)}

// What the gateway is told of whom a call is for, Tollgate reads too.
const openai = new OpenAI({
  fetch: tollgate("openai", "${slug}"),
  defaultHeaders: {
${headers}
  },
})

const answer = await openai.chat.completions.create({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Say hello." }],
})
console.log(answer.choices[0].message.content)`
}

const PORTKEY: Gateway = {
  slug: "portkey",
  url: "https://api.portkey.ai/v1",
  headers: `    "x-portkey-api-key": process.env.PORTKEY_API_KEY,
    "x-portkey-provider": "openai",
    "x-portkey-metadata": JSON.stringify({ _user: "u-1042", agent: "assistant", feature: "greeting" }),`,
}

const HELICONE: Gateway = {
  slug: "helicone",
  url: "https://oai.helicone.ai/v1",
  headers: `    "Helicone-Auth": \`Bearer \${process.env.HELICONE_API_KEY}\`,
    "Helicone-User-Id": "u-1042",
    "Helicone-Property-Agent": "assistant",
    "Helicone-Property-Feature": "greeting",`,
}

export const liteLlm: Recipe = {
  ...{ id: "litellm", label: "LiteLLM", kind: "yaml", code: liteLlmCode },
  note: "The proxy sends successes and failures by its generic API callback, a minute later at most. Checked against recorded payloads, not against a running proxy.",
}

export const collector: Recipe = {
  ...{ id: "collector", label: "OTel Collector", kind: "yaml", code: collectorCode },
  note: "Every application that sends GenAI spans to your Collector is counted. Checked against recorded payloads, not against a running Collector.",
}

export const portkey: Recipe = {
  ...{ id: "portkey", label: "Portkey", kind: "mjs", code: (facts) => throughGateway(facts, PORTKEY) },
  note: "The user, agent and feature that Portkey's header names are read as they are.",
}

export const helicone: Recipe = {
  ...{ id: "helicone", label: "Helicone", kind: "mjs", code: (facts) => throughGateway(facts, HELICONE) },
  note: "The user, agent and feature that Helicone's headers name are read as they are.",
}
