import type { Recipe, RecipeFacts } from "./recipe"

/** The newest versions that install together with what exports by them. */
const OTEL = "@opentelemetry/sdk-trace-node@2.0.1 @opentelemetry/exporter-trace-otlp-proto@0.203.0"

/** An exporter of spans. */
function tracing({ host, key }: RecipeFacts): string {
  return `const exporter = new OTLPTraceExporter({
  url: "${host}/api/v1/otlp/v1/traces",
  headers: { Authorization: "Bearer ${key}" },
})
const tracing = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })
tracing.register()`
}

function aiSdkCode(facts: RecipeFacts): string {
  return `// answer.mjs
// npm install ai@7 @ai-sdk/openai@4 @ai-sdk/otel@1 ${OTEL}
import { openai } from "@ai-sdk/openai"
import { OpenTelemetry } from "@ai-sdk/otel"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto"
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import { generateText, registerTelemetry, streamText } from "ai"

${tracing(facts)}
registerTelemetry(new OpenTelemetry({ usage: true, runtimeContext: true }))

// Whom a call is for. functionId is the agent; prompts and answers stay out of the spans.
const forUser = (userId, feature) => ({
  runtimeContext: { userId, feature },
  telemetry: {
    functionId: "assistant",
    includeRuntimeContext: { userId: true, feature: true },
    recordInputs: false,
    recordOutputs: false,
  },
})

const model = openai("gpt-4o-mini")
const { text } = await generateText({ model, prompt: "Say hello.", ...forUser("u-1042", "greeting") })
console.log(text)

const { textStream } = streamText({ model, prompt: "Say hello.", ...forUser("u-1042", "greeting") })
for await (const part of textStream) process.stdout.write(part)

await tracing.shutdown() // sends what still waits; in a server, when it stops`
}

function openLlmetryCode({ host, key }: RecipeFacts): string {
  return `// chat.mjs
// npm install openai @traceloop/node-server-sdk
import * as traceloop from "@traceloop/node-server-sdk"
import OpenAI from "openai"

traceloop.initialize({
  appName: "assistant",
  baseUrl: "${host}/api/v1/otlp",
  apiKey: "${key}",
  instrumentModules: { openAI: OpenAI },
  traceContent: false, // prompts and answers stay out of the spans
  traceloopSyncEnabled: false,
})

const openai = new OpenAI()
const who = { user_id: "u-1042", agent: "assistant", feature: "greeting" }
const answer = await traceloop.withAssociationProperties(who, () =>
  openai.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Say hello." }],
  }),
)
console.log(answer.choices[0].message.content)

await traceloop.forceFlush() // sends what still waits; in a server, when it stops`
}

function openInferenceCode(facts: RecipeFacts): string {
  return `// chat.mjs
// npm install openai @arizeai/openinference-core @arizeai/openinference-instrumentation-openai @opentelemetry/api@1.9.1 ${OTEL}
import { setMetadata, setUser } from "@arizeai/openinference-core"
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai"
import { context } from "@opentelemetry/api"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto"
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import OpenAI from "openai"

${tracing(facts)}

// Prompts and answers stay out of the spans.
const traceConfig = { hideInputs: true, hideOutputs: true }
new OpenAIInstrumentation({ tracerProvider: tracing, traceConfig }).manuallyInstrument(OpenAI)

const openai = new OpenAI()
const who = setMetadata(setUser(context.active(), { userId: "u-1042" }), {
  agent: "assistant",
  feature: "greeting",
})
const answer = await context.with(who, () =>
  openai.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Say hello." }],
  }),
)
console.log(answer.choices[0].message.content)

await tracing.shutdown() // sends what still waits; in a server, when it stops`
}

export const aiSdk: Recipe = {
  ...{ id: "ai-sdk", label: "Vercel AI SDK", kind: "mjs", code: aiSdkCode },
  note: "The SDK's own telemetry, as OpenTelemetry spans. Every model that the SDK calls is counted.",
}

export const openLlmetry: Recipe = {
  ...{ id: "openllmetry", label: "OpenLLMetry", kind: "mjs", code: openLlmetryCode },
  note: "Traceloop's instrumentation. Its spans do not tell cached tokens, so such calls are marked as estimated.",
}

export const openInference: Recipe = {
  ...{ id: "openinference", label: "OpenInference", kind: "mjs", code: openInferenceCode },
  note: "Arize's instrumentation, which tells cached tokens. It names no response id here: use it alone.",
}
