import type { TurnLine } from "@/components/decide/turns-table"
import { routeName } from "@/lib/decision/route-facts"
import type { Decision, DecisionScope } from "@/lib/decision/schema"
import { UNKNOWN } from "@/lib/money-format"

const number = (value: number) => String(Number(value.toPrecision(3)))

function rangeWords({ low, high }: { low: number | null; high: number | null }): string {
  if (low !== null && high !== null) return `holds from ${number(low)} to ${number(high)}`
  return low === null ? `holds up to ${number(high ?? 0)}` : `holds from ${number(low)}`
}

function hangsWords({ sensitivity }: DecisionScope, answer: Decision): string {
  if (answer.sensitivity === null) return "not looked for by feature"
  if (sensitivity === null) return "no single assumption"
  const label = answer.assumptions.find(({ name }) => name === sensitivity.name)?.label ?? sensitivity.name
  return `${label}, ${rangeWords(sensitivity)}`
}

/** What would turn the verdict of each scope that has a choice. */
export function turnLines(answer: Decision, money: (amount: string) => string): TurnLine[] {
  return answer.scopes.map((scope) => ({
    id: scope.scope,
    scope: scope.label,
    route: routeName(scope.choice),
    next: scope.next === null ? UNKNOWN : routeName(scope.next),
    breakEven: scope.break_even === null ? "none: volume changes nothing" : money(scope.break_even),
    hangsOn: hangsWords(scope, answer),
  }))
}
