import type { AccessRow, Asker, Seeded } from "./access-row"

const SENDERS: Asker[] = ["key:ingest"]
const EVENT = { id: "access-1", provider: "openai", model: "gpt-4o-mini", usage: { output: 1 } }
const LITELLM = {
  ...{ id: "access-2", call_type: "acompletion", custom_llm_provider: "openai", model: "gpt-4o-mini" },
  ...{ prompt_tokens: 9, completion_tokens: 1 },
}
const PORTKEY = { id: "access-3", ai_org: "openai", ai_model: "gpt-4o-mini", req_units: 9, res_units: 1 }
const SPAN = {
  ...{ traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174", name: "chat gpt-4o-mini" },
  attributes: [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.request.model", value: { stringValue: "gpt-4o-mini" } },
    { key: "gen_ai.usage.output_tokens", value: { intValue: 1 } },
  ],
}
const SPANS = { resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] }
const GENERATION = {
  id: "access-6",
  traceId: "access-7",
  model: "gpt-4o-mini",
  usage: { input: 9, output: 1 },
}
const LANGFUSE = { batch: [{ id: "access-5", type: "generation-create", body: GENERATION }] }
const CLOUD_EVENT = {
  ...{ specversion: "1.0", id: "access-4", source: "/test", type: "llm.usage.v1" },
  data: { ...EVENT, id: undefined },
}

const READERS: Asker[] = ["owner", "admin", "finance", "engineer", "viewer", "key:read", "key:admin"]
const KEY_MAKERS: Asker[] = ["owner", "admin", "engineer", "key:admin"]
const KEEPERS: Asker[] = ["owner", "admin", "key:admin"]
let sources = 0

/** A source whose name no other has. */
function source() {
  sources += 1
  return { name: `Source ${sources}`, kind: "litellm" }
}

const signing = ({ signingSourceId }: Seeded) => ({ id: String(signingSourceId) })

/** The sources, and by which usage comes in: keys that may send events and nobody else. */
export const WAYS_IN: Readonly<Record<string, AccessRow>> = {
  "POST /api/v1/events": { allow: SENDERS, body: () => EVENT },
  "POST /api/v1/events/validate": { allow: SENDERS, body: () => EVENT },
  "POST /api/v1/sources/litellm": { allow: SENDERS, body: () => LITELLM },
  "POST /api/v1/sources/langfuse/api/public/ingestion": { allow: SENDERS, body: () => LANGFUSE },
  "POST /api/v1/sources/langfuse/api/public/otel/v1/traces": { allow: SENDERS, body: () => SPANS },
  "POST /api/v1/sources/cloudevents": { allow: SENDERS, body: () => CLOUD_EVENT },
  "POST /api/v1/sources/portkey": { allow: SENDERS, body: () => PORTKEY },
  "POST /api/v1/sources/openrouter": { allow: SENDERS, body: () => SPANS },
  "PUT /api/v1/sources/openrouter": { allow: SENDERS, body: () => SPANS },
  "POST /api/v1/otlp/v1/traces": { allow: SENDERS, body: () => SPANS },
  "POST /api/v1/otlp/v1/logs": { allow: SENDERS, body: () => SPANS, refuses: 400 },
  "POST /api/v1/otlp/v1/metrics": { allow: SENDERS, body: () => SPANS, refuses: 400 },
  "GET /api/v1/sources": { allow: READERS },
  "GET /api/v1/sources/traffic": { allow: READERS },
  "GET /api/v1/sources/{id}": {
    allow: READERS,
    params: ({ sourceId }) => ({ id: String(sourceId) }),
    isItem: true,
  },
  "POST /api/v1/sources": { allow: KEY_MAKERS, body: source },
  "PATCH /api/v1/sources/{id}": {
    ...{ allow: KEEPERS, params: signing, isItem: true },
    body: ({ signingSourceId }) => ({ bills: signingSourceId > 0 }),
  },
  "POST /api/v1/sources/{id}/rotate": {
    ...{ allow: KEEPERS, params: signing, isItem: true },
    body: () => ({ overlap: "1h" }),
  },
}
