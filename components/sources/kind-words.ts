import type { SourceKind } from "@/lib/sources/kinds-schema"

const WORDS: Readonly<Record<SourceKind, string>> = {
  events: "Own code, by HTTP",
  otlp: "OpenTelemetry traces",
  litellm: "LiteLLM callback",
  openrouter: "OpenRouter Broadcast",
  langfuse: "Langfuse SDK",
  portkey: "Portkey log export",
  cloudevents: "CloudEvents",
  webhook: "Signed webhook",
}

/** The ways in, as somebody who makes a source chooses among them; who may not say that a source bills has none that does. */
export function kindChoices(mayKeep: boolean) {
  const choices = Object.entries(WORDS).map(([value, label]) => ({ value, label }))
  return mayKeep ? choices : choices.filter(({ value }) => value !== "openrouter")
}

/** A way in that is not known here is called what it is called. */
export function kindWords(kind: string): string {
  return Object.hasOwn(WORDS, kind) ? WORDS[kind as SourceKind] : kind
}
