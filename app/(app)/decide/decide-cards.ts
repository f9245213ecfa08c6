import type { AssumptionCardModel } from "@/components/decide/assumption-card"
import { routeName } from "@/lib/decision/route-facts"
import type { Decision, DecisionAssumption, DecisionSensitivity } from "@/lib/decision/schema"
import { listWords } from "@/lib/decision/words"
import { currencySign, formatCount } from "@/lib/money-format"
import { fromWords, unitWords } from "./assumption-words"

function valueWords(value: number, { unit }: DecisionAssumption, currency: string): string {
  const text = String(Number(value.toPrecision(3))).replace("-", "\u2212")
  if (unit === "money") return `${currencySign(currency)}${text}`
  if (unit === "hours") return `${text} hours`
  return unit === "percent" ? `${text}%` : text
}

/** `Qwen goes back to direct`, `Gemini and GLM move to OpenRouter`. */
function moveWords(moves: DecisionSensitivity["below"]): string {
  const byRoute = new Map<string, string[]>()
  for (const { label, to } of moves) byRoute.set(to, [...(byRoute.get(to) ?? []), label])
  const parts = [...byRoute].map(([to, labels]) => {
    const verb = labels.length > 1 ? "move" : "moves"
    return `${listWords(labels)} ${verb} ${to === "direct" ? "direct" : `to ${routeName(to)}`}`
  })
  return listWords(parts)
}

function rangeSentence(found: DecisionSensitivity, assumption: DecisionAssumption, currency: string): string {
  const word = (value: number) => valueWords(value, assumption, currency)
  const { low, high, below, above } = found
  if (low !== null && high !== null) {
    return `The mix stays the same from ${word(low)} to ${word(high)}. Below, ${moveWords(below)}; above, ${moveWords(above)}.`
  }
  if (high !== null) return `Above ${word(high)}, ${moveWords(above)}.`
  if (low !== null) return `Below ${word(low)}, ${moveWords(below)}.`
  return "The mix stays the same whatever it is."
}

function unvaluedWords(answer: Decision): string {
  const requests = answer.scopes.reduce((total, { unvalued }) => total + unvalued, 0)
  return requests === 0
    ? ""
    : ` Not set for ${formatCount(requests)} requests, whose failures count for nothing.`
}

function placeIn(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(100, Math.max(0, ((value - least) / (most - least)) * 100))
}

/** The measured or assumed value that stands where the assumption itself is not set. */
function shownValue(assumption: DecisionAssumption, answer: Decision): string | null {
  if (assumption.value !== null) return assumption.value
  const [kind, route] = assumption.name.split(".")
  return answer.assumptions.find(({ name }) => name === `${kind}.${route}`)?.value ?? null
}

/** An assumption with the range in which the answer holds; null where it has none. */
export function cardOf(found: DecisionSensitivity, answer: Decision): AssumptionCardModel | null {
  const assumption = answer.assumptions.find(({ name }) => name === found.name)
  if (!assumption?.range) return null
  const { range, name, label } = assumption
  const value = name.startsWith("availability.") ? shownValue(assumption, answer) : assumption.value
  const isUnset = assumption.value === null
  return {
    ...{ name, label, value },
    unit: unitWords(assumption, answer.currency),
    from: isUnset && value !== null ? "Assumption" : fromWords(assumption, answer.zone),
    holds: {
      low: found.low === null ? 0 : placeIn(found.low, range),
      high: found.high === null ? 100 : placeIn(found.high, range),
      at: value === null ? null : placeIn(Number(value), range),
    },
    sentence:
      rangeSentence(found, assumption, answer.currency) +
      (name.startsWith("failed_value") ? unvaluedWords(answer) : ""),
  }
}
