import type { Snippet } from "@/components/ui/code-tabs"
import { collector, helicone, liteLlm, portkey } from "./recipes/config"
import { curl, node, python, tail } from "./recipes/plain"
import type { Recipe, RecipeFacts } from "./recipes/recipe"
import { anthropic, openAi } from "./recipes/sdk"
import { aiSdk, openInference, openLlmetry } from "./recipes/telemetry"

/** What is shown, in this order. */
export const RECIPES: readonly Recipe[] = [
  ...[curl, node, python, openAi, anthropic, aiSdk, openLlmetry, openInference],
  ...[liteLlm, collector, portkey, helicone, tail],
]

const PLACEHOLDER = "YOUR_KEY"

/** Lines to paste that send a first event, or every event of an application. */
export function snippetsFor(host: string, apiKey: string | null): Snippet[] {
  const mark = apiKey?.split("_")[2]?.slice(0, 8) ?? "1"
  const facts: RecipeFacts = { host, key: apiKey ?? PLACEHOLDER, mark }
  return RECIPES.map(({ id, label, note, code }) => ({ id, label, note, code: code(facts) }))
}
