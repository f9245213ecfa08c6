import { csvLine, figureCell, textCell } from "@/lib/http/csv"
import { routeName } from "./route-facts"
import type { Decision, DecisionCandidate, DecisionMix, DecisionScope } from "./schema"

const HEAD = [
  ...[
    "row",
    "name",
    "scope",
    "families",
    "route",
    "verdict",
    "chosen",
    "currency",
    "tokens",
    "fees",
    "failures",
  ],
  ...[
    "engineering",
    "total",
    "interval_low",
    "interval_high",
    "difference",
    "calls",
    "calls_on_route",
    "unpriced",
  ],
  ...["availability_percent", "availability_assumed", "rescued_percent", "rescued_assumed", "prices_as_of"],
  "ruled_out_because",
]

/** Failures that nobody gave a value cost nobody knows what. */
const failuresOf = ({ failures }: Pick<DecisionMix, "failures">, unvalued: number) =>
  unvalued > 0 && failures === "0" ? null : failures

function mixCells(mix: DecisionMix, { currency, calls, scopes }: Decision): string[] {
  const unvalued = scopes.reduce((sum, scope) => sum + scope.unvalued, 0)
  const { tokens, fees, engineering, total, interval, difference } = mix
  return [
    ...["mix", mix.name, null, null, null, null, null, currency].map(textCell),
    ...[tokens, fees, failuresOf(mix, unvalued), engineering, total].map(figureCell),
    ...[interval?.low ?? null, interval?.high ?? null, difference, calls].map(figureCell),
    ...Array.from({ length: 8 }, () => ""),
  ]
}

function routeCells(scope: DecisionScope, each: DecisionCandidate, currency: string): string[] {
  const { tokens, fees, engineering, total, interval, n, unpriced, availability, rescued } = each
  const isChosen = scope.choice === each.route
  const said = (is: boolean) => (is ? "yes" : "no")
  return [
    ...["route", scope.label, scope.scope, scope.families.join("; "), routeName(each.route)].map(textCell),
    ...[isChosen ? scope.verdict : null, said(isChosen), currency].map(textCell),
    ...[tokens, fees, failuresOf(each, scope.unvalued), engineering, total].map(figureCell),
    ...[interval?.low ?? null, interval?.high ?? null, null, scope.calls, n, unpriced].map(figureCell),
    ...[figureCell(availability.percent), said(availability.assumed)],
    ...[figureCell(rescued.percent), said(rescued.assumed)],
    ...[each.prices_as_of, each.excluded_by].map(textCell),
  ]
}

/** The decision's mixes and routes, one row for each. */
export function decisionCsv(answer: Decision): string {
  return [
    HEAD,
    ...answer.mixes.map((mix) => mixCells(mix, answer)),
    ...answer.scopes.flatMap((scope) =>
      scope.candidates.map((each) => routeCells(scope, each, answer.currency)),
    ),
  ]
    .map(csvLine)
    .join("")
}
