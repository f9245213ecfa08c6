import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { picoToString } from "@/lib/money"
import { formatCount } from "@/lib/money-format"
import { getPriceBook } from "@/lib/pricing/queries"
import { noteCuboid } from "@/lib/rollups/cuboids"
import type { SpendRow } from "./answer"
import { CAUSES, type Causes } from "./change"
import { type ChangeParts, explainRows, sumChanges } from "./change-rows"
import { homeOf } from "./dimensions"
import { dimensionWord } from "./filter"
import type { StatementInput } from "./groups"
import { type Labels, labelsOf } from "./labels"
import { rowsOf } from "./rows"
import type { ChangeAnswer, ChangeMeasures, ChangeQuery, Dimension, Filter } from "./schema"
import { cuboidDimensions } from "./statement"
import { tokenWeights, USUAL_WEIGHTS } from "./token-weights"

/** Pairs of a user or session and a model that are told apart; the others are one remainder. */
const MOST_PAIRS = 4_000
/** Calls of both periods that may be read one by one, which users and sessions take. */
const MOST_CALLS = 1_000_000

type Periods = Record<"before" | "after", { from: Date; to: Date }>
type Question = Omit<StatementInput, "from" | "to" | "kept" | "groupBy">

interface Read {
  question: Question
  periods: Periods
  labels: Labels
}

async function bothPeriods(
  { question, periods, labels }: Read,
  rest: Pick<StatementInput, "groupBy" | "kept">,
) {
  const [before, after] = await Promise.all([
    rowsOf({ ...question, ...periods.before, ...rest }, labels),
    rowsOf({ ...question, ...periods.after, ...rest }, labels),
  ])
  return { before, after }
}

/** Throws `invalid` where so much would be read call by call that nobody would wait for it. */
async function checkSize({ question, periods, labels }: Read, dimension: Dimension): Promise<void> {
  const isNamed = question.filters.some(
    ({ dimension, operator }) => homeOf(dimension) !== "context" && operator === "=",
  )
  if (homeOf(dimension) === "context" || isNamed) return
  const whole = { question: { ...question, filters: [] }, periods, labels }
  const { before, after } = await bothPeriods(whole, { groupBy: [], kept: null })
  const calls = [...before, ...after].reduce((sum, { sums }) => sum + sums.calls, 0n)
  if (calls <= BigInt(MOST_CALLS)) return
  const sentence = `By ${dimensionWord(dimension)} more than ${formatCount(MOST_CALLS)} calls would be read one by one, which takes too long. Choose a shorter range, one ${dimensionWord(dimension)}, or another grouping.`
  throw new AppError("invalid", sentence)
}

/** Rows by entity and model. Users and sessions are many: those that spent most in either period are kept. */
async function pairsOf(read: Read, dimension: Dimension) {
  const groupBy: Dimension[] = dimension === "model" ? ["model"] : [dimension, "model"]
  if (homeOf(dimension) === "context") return bothPeriods(read, { groupBy, kept: null })
  const largest = await bothPeriods(read, { groupBy, kept: { first: MOST_PAIRS } })
  const all = [...largest.before, ...largest.after]
  if (all.every((row) => row.rest === undefined)) return largest
  const named = all.filter((row) => row.rest === undefined).map((row) => JSON.stringify(row.key))
  const keys = [...new Set(named)].map((text) => JSON.parse(text) as (string | null)[])
  return bothPeriods(read, { groupBy, kept: { keys } })
}

/** The provider that a model was called at most. */
function providersOf(rows: readonly SpendRow[]): Map<string, string> {
  const calls = new Map<string, { provider: string; calls: bigint }>()
  for (const { key, sums } of rows) {
    const [model, provider] = key
    if (!model || !provider) continue
    const most = calls.get(model)
    if (!most || sums.calls > most.calls) calls.set(model, { provider, calls: sums.calls })
  }
  return new Map([...calls].map(([model, { provider }]) => [model, provider]))
}

function money(part: ChangeParts["total"]): ChangeMeasures {
  const texts = CAUSES.map((cause) => [cause, picoToString(part.causes[cause])])
  return {
    before: picoToString(part.before),
    after: picoToString(part.after),
    difference: picoToString(part.after - part.before),
    causes: Object.fromEntries(texts) as Record<keyof Causes, string>,
    unpriced: { before: Number(part.unpriced.before), after: Number(part.unpriced.after) },
  }
}

function answerOf({ total, entities, rest }: ChangeParts, dimension: Dimension, limit: number) {
  const folded = entities.slice(limit)
  const besides = [...folded, ...(rest ? [rest] : [])]
  return {
    ...money(total),
    groups: entities
      .slice(0, limit)
      .map((entity) => ({ key: { [dimension]: entity.value }, ...money(entity) })),
    other: besides.length > 0 ? { named: folded.length, ...money(sumChanges(besides)) } : null,
  }
}

function checked({ range, comparison, filters }: ChangeQuery): { periods: Periods; filters: Filter[] } {
  for (const period of [range, comparison]) {
    if (period.from >= period.to) throw new AppError("invalid", "from must be before to.")
  }
  return { periods: { before: comparison, after: range }, filters }
}

/**
 * Why billed cost differs between two periods, by the entities of one dimension: causes that sum to each
 * difference, and groups that sum to the total, to the last pico. Contexts come from the cubes; users and
 * sessions from the charges, one by one: over a million of them throw `invalid`.
 */
export async function explainedChange(scope: Scope, asked: ChangeQuery): Promise<ChangeAnswer> {
  const { dimension, range, comparison, limit } = asked
  const { periods, filters } = checked(asked)
  const asOf = new Date()
  const [{ zone, currency }, labels, book] = await Promise.all([
    getOrganisation(scope),
    labelsOf(scope, [dimension, ...filters.map((filter) => filter.dimension)]),
    getPriceBook(scope),
  ])
  const question = { orgId: scope.orgId, zone, interval: null, filters: labels.conditions(filters) }
  const read = { question, periods, labels }
  await checkSize(read, dimension)
  const providersInput = { ...question, ...comparison, groupBy: ["model", "provider"] as const, kept: null }
  const pairs = dimension === "model" ? (["model"] as const) : ([dimension, "model"] as const)
  for (const input of [{ ...question, ...range, groupBy: pairs, kept: null }, providersInput]) {
    const cuboid = cuboidDimensions(input)
    if (cuboid) noteCuboid(scope.orgId, cuboid)
  }
  const [rows, byProvider] = await Promise.all([pairsOf(read, dimension), rowsOf(providersInput, labels)])
  const providers = providersOf(byProvider)
  const at = new Date(comparison.to.getTime() - 1)
  const weightsOf = (model: string | null) => {
    const provider = model === null ? undefined : providers.get(model)
    return model === null || !provider ? USUAL_WEIGHTS : tokenWeights(book, provider, model, at)
  }
  const instants = ({ from, to }: { from: Date; to: Date }) => ({
    from: from.toISOString(),
    to: to.toISOString(),
  })
  return {
    range: instants(range),
    compared_with: instants(comparison),
    zone,
    currency,
    as_of: asOf.toISOString(),
    dimension,
    ...answerOf(explainRows({ ...rows, weightsOf, byModel: dimension === "model" }), dimension, limit),
  }
}
