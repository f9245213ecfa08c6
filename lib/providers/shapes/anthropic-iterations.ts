import { type Draft, emptyItem, tokensOf, warn } from "../draft"
import { isObject, type Json, textAt } from "../json"
import type { ChargeKind, LineItem } from "../schema"
import { inputOf, readClasses } from "./anthropic-classes"

interface Iteration {
  type: string
  item: LineItem
}

/**
 * The sub-calls of `usage.iterations`. The top level covers the serving model's own messages; a
 * compaction, an advisor on another model and a declined fallback hop come on top of it.
 */
export function readIterations(draft: Draft, list: unknown[], body: Json) {
  const iterations: Iteration[] = []
  for (const entry of list) {
    if (!isObject(entry)) continue
    const item = emptyItem("message", textAt(entry, "model"))
    readClasses(draft, entry, item.classes)
    iterations.push({ type: textAt(entry, "type") ?? "", item })
  }
  const fallbacks = iterations.filter((each) => each.type === "fallback_message")
  const serving = fallbacks.at(-1) ?? null
  if (serving?.item.model) draft.model = serving.item.model
  else draft.model ??= textAt(body, "model")
  const earlierAreInside = fallbacks.length > 1 && sumMatches(draft, fallbacks)
  for (const each of iterations) {
    const kind = kindOf(each, serving, earlierAreInside)
    if (kind === "own") continue
    if (kind === null) {
      warn(
        draft,
        "unknown_iteration",
        `An iteration of the unknown type "${each.type}" with ${tokensOf(each.item.classes)} tokens was not charged.`,
      )
      continue
    }
    each.item.kind = kind
    draft.extras.push(each.item)
  }
  explain(draft, iterations, serving)
}

function kindOf(
  each: Iteration,
  serving: Iteration | null,
  earlierAreInside: boolean,
): ChargeKind | "own" | null {
  if (each.type === "compaction") return "compaction"
  if (each.type === "advisor_message") return "advisor"
  if (each.type === "message") return serving === null ? "own" : "fallback_declined"
  if (each.type === "fallback_message") {
    return each === serving || earlierAreInside ? "own" : "fallback_declined"
  }
  return null
}

function sumMatches(draft: Draft, parts: Iteration[]): boolean {
  const input = parts.reduce((sum, each) => sum + inputOf(each.item.classes), 0)
  const output = parts.reduce((sum, each) => sum + each.item.classes.output, 0)
  return input === draft.inputTotal && output === draft.main.classes.output
}

function explain(draft: Draft, iterations: Iteration[], serving: Iteration | null) {
  if (draft.extras.length > 0) {
    warn(
      draft,
      "sub_calls_billed_apart",
      `The top level covers the serving model alone; ${draft.extras.length} more line(s) were found in iterations.`,
    )
  }
  if (draft.extras.some((item) => item.kind === "fallback_declined")) {
    warn(
      draft,
      "fallback_billing_unverified",
      "A model declined and another one answered; whether the declined attempt is billed is not certain.",
    )
  }
  const own = iterations.filter((each) => each.type === (serving ? "fallback_message" : "message"))
  const last = own.at(-1)
  if (last && !sumMatches(draft, own) && !sumMatches(draft, [last])) {
    warn(
      draft,
      "iterations_disagree",
      "The serving model's iterations do not add up to the top level; the top level was used.",
    )
  }
}
