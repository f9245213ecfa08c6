import type { AccessRow, Asker } from "./access-row"

const SENDERS: Asker[] = ["key:ingest"]
const EVENT = { id: "access-1", provider: "openai", model: "gpt-4o-mini", usage: { output: 1 } }
const LITELLM = {
  ...{ id: "access-2", call_type: "acompletion", custom_llm_provider: "openai", model: "gpt-4o-mini" },
  ...{ prompt_tokens: 9, completion_tokens: 1 },
}
const PORTKEY = { id: "access-3", ai_org: "openai", ai_model: "gpt-4o-mini", req_units: 9, res_units: 1 }

/** By which usage comes in: keys that may send events and nobody else. */
export const WAYS_IN: Readonly<Record<string, AccessRow>> = {
  "POST /api/v1/events": { allow: SENDERS, body: () => EVENT },
  "POST /api/v1/events/validate": { allow: SENDERS, body: () => EVENT },
  "POST /api/v1/sources/litellm": { allow: SENDERS, body: () => LITELLM },
  "POST /api/v1/sources/portkey": { allow: SENDERS, body: () => PORTKEY },
}
