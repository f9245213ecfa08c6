import type { Snippet } from "@/components/ui/code-tabs"
import { collector, helicone, liteLlm, portkey } from "./recipes/config"
import { curl, node, python, tail } from "./recipes/plain"
import type { Recipe, RecipeFacts } from "./recipes/recipe"
import { anthropic, openAi } from "./recipes/sdk"
import { aiSdk, openInference, openLlmetry } from "./recipes/telemetry"
import {
  cloudEvents,
  cloudEventsSdk,
  langfuse,
  langfuseSdk,
  openRouter,
  portkeyExport,
  webhook,
  webhookLibrary,
} from "./recipes/ways-in"

/** What is shown of what any application may send with, in this order. */
export const RECIPES: readonly Recipe[] = [
  ...[curl, node, python, openAi, anthropic, aiSdk, openLlmetry, openInference],
  ...[liteLlm, collector, portkey, helicone, tail],
]

/** What is shown where a source of its kind is made. */
export const WAYS_IN: readonly Recipe[] = [
  ...[langfuse, langfuseSdk, openRouter, portkeyExport],
  ...[cloudEvents, cloudEventsSdk, webhook, webhookLibrary],
]

const PLACEHOLDER = "YOUR_KEY"

/** Those of one way in, the simplest first; null where any of an application's is as good. */
function recipesOf(kind: string): readonly Recipe[] | null {
  switch (kind) {
    case "otlp":
      return [aiSdk, openLlmetry, openInference, collector]
    case "litellm":
      return [liteLlm]
    case "openrouter":
      return [openRouter]
    case "langfuse":
      return [langfuse, langfuseSdk]
    case "portkey":
      return [portkeyExport, portkey]
    case "cloudevents":
      return [cloudEvents, cloudEventsSdk]
    case "webhook":
      return [webhook, webhookLibrary]
    default:
      return null
  }
}

/** What a source sends, with what and where to. */
export interface SnippetFacts {
  kind?: string
  address?: string
}

/** Lines to paste that send a first event, or every event of an application. */
export function snippetsFor(
  host: string,
  apiKey: string | null,
  { kind = "events", address }: SnippetFacts = {},
): Snippet[] {
  const mark = apiKey?.split("_")[2]?.slice(0, 8) ?? "1"
  const facts: RecipeFacts = { host, key: apiKey ?? PLACEHOLDER, mark, address }
  return (recipesOf(kind) ?? RECIPES).map((recipe) => filledIn(recipe, facts))
}

export function filledIn({ id, label, note, code }: Recipe, facts: RecipeFacts): Snippet {
  return { id, label, note, code: code(facts) }
}
