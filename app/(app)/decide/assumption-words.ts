import type { DecisionAssumption } from "@/lib/decision/schema"
import { localDate } from "@/lib/time"

export function unitWords({ unit }: Pick<DecisionAssumption, "unit">, currency: string): string {
  if (unit === "money") return currency
  if (unit === "hours") return "hours a month"
  return unit === "percent" ? "%" : unit === "ms" ? "ms" : ""
}

export function fromWords(assumption: DecisionAssumption, zone: string): string {
  if (assumption.from === "address") return "Changed here"
  if (assumption.from === "default") return assumption.value === null ? "Not set" : "Default"
  const by = assumption.set_by ? `Set by ${assumption.set_by}` : "Set"
  return assumption.set_at ? `${by}, ${localDate(new Date(assumption.set_at), zone)}` : by
}
