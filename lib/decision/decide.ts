import { divideHalfEven, formatDecimal, type Pico, picoToString } from "@/lib/money"
import { breakEven, costAt, costLine, MOST, unitBreakEven } from "./break-even"
import { type ChecklistInput, checklistOf } from "./checklist"
import { cheapestMix, sharedBy, TooManyMixes } from "./mix"
import { type ComparedMix, comparedMixes, opposedMixes } from "./mixes"
import { type Assignment, type Candidate, type Measured, type Situation, type Unit, WHOLE } from "./model"
import { dailyCost, drawMonths, type Interval, intervalOf } from "./resample"
import type {
  Decision,
  DecisionAssumption,
  DecisionBreakEven,
  DecisionCandidate,
  DecisionMix,
  DecisionScope,
  DecisionSensitivity,
} from "./schema"
import { type Sensitivity, sensitivities } from "./sensitivity"
import { contractLabel, type Known, situationOf, unitLabel } from "./situation"
import { boughtThrough, failuresOf, feeOf, monthly, partsOf, sumOf } from "./total"
import type { TrafficUnit } from "./traffic"
import { ENOUGH_CALLS, type UnitVerdict, unitVerdict } from "./verdict"
import { answerWords } from "./words"

export interface DecideOptions {
  custom: string | null
  /** Over typed volumes: nothing is measured and days say nothing. */
  typed: boolean
  checklist: Omit<ChecklistInput, "known" | "scopes">
  /** How money is written in sentences. */
  format: (amount: string) => string
}

function percentOf(share: bigint): string {
  return formatDecimal({ digits: share * 100n, scale: 9 })
}

function measuredAnswer({ share, n, isAssumed }: Measured) {
  return { percent: percentOf(share), n, assumed: isAssumed }
}

const intervalAnswer = (interval: Interval | null) =>
  interval && { low: picoToString(interval.low), high: picoToString(interval.high) }

/** Contracts that only one unit could need: their upkeep belongs to the unit's own total. */
function ownContracts({ units }: Situation, candidate: Candidate, unit: Unit): string[] {
  return candidate.contracts.filter((id) =>
    units.every(
      (other) => other === unit || other.candidates.every(({ contracts }) => !contracts.includes(id)),
    ),
  )
}

/**
 * A unit's fee through a contract: all of it where no other unit uses the contract, else its share of what the unit
 * buys. What minimums and free amounts make of the sum stands beside the units.
 */
function feeAlone(
  { contracts, days }: Situation,
  { feeBase }: Candidate,
  id: string,
  own: readonly string[],
): Pico {
  const fee = contracts.get(id)?.fee ?? null
  const bought = monthly(sumOf(feeBase.get(id) ?? [], null), days)
  if (!fee || own.includes(id) || fee.free > 0n) return feeOf(fee, bought)
  return divideHalfEven(bought * fee.share, WHOLE)
}

/** What a shared contract's fee is beyond the fees of the units that take it. */
function feeBeside(situation: Situation, chosen: Assignment, id: string): Pico {
  const fee = situation.contracts.get(id)?.fee ?? null
  const takers = chosen.filter(({ feeBase }) => feeBase.has(id))
  const alone = takers.reduce((sum, candidate) => sum + feeAlone(situation, candidate, id, []), 0n)
  return feeOf(fee, boughtThrough(takers, situation.days).get(id) ?? 0n) - alone
}

function candidateAnswer(
  situation: Situation,
  unit: Unit,
  candidate: Candidate,
  months: readonly Uint16Array[] | null,
): DecisionCandidate {
  const { days, contracts } = situation
  const tokens = monthly(sumOf(candidate.tokens, null), days)
  const failures = failuresOf(unit, candidate, days)
  const own = ownContracts(situation, candidate, unit)
  let fees = 0n
  for (const id of candidate.feeBase.keys()) fees += feeAlone(situation, candidate, id, own)
  let engineering = 0n
  for (const id of own) {
    const contract = contracts.get(id)
    engineering += contract?.upkeep ?? 0n
    fees += contract?.subscription ?? 0n
  }
  const total = tokens + fees + failures + engineering
  return {
    route: candidate.route,
    total: picoToString(total),
    tokens: picoToString(tokens),
    fees: picoToString(fees),
    failures: picoToString(failures),
    engineering: picoToString(engineering),
    excluded_by: candidate.excludedBy,
    found_in: candidate.foundIn ?? null,
    n: candidate.taken,
    interval: intervalAnswer(months && intervalOf(dailyCost(unit, candidate, situation), total, months)),
    availability: measuredAnswer(candidate.availability),
    rescued: measuredAnswer(candidate.rescued),
    unpriced: candidate.unpriced,
    prices_as_of: candidate.asOf,
    assumed_prices: candidate.assumedPrices,
  }
}

function scopeAnswer(
  situation: Situation,
  traffic: TrafficUnit,
  unit: Unit,
  found: UnitVerdict,
  months: readonly Uint16Array[] | null,
  turning: readonly Sensitivity[],
): DecisionScope {
  const direct = unit.candidates.find(({ route }) => route === "direct") ?? found.choice
  const tokens = monthly(sumOf(direct.tokens, null), situation.days)
  const { ahead, varying } = found
  const even = ahead === null ? null : unitBreakEven(tokens, { ahead, varying })
  const hangs = turning.find(({ below, above }) => [...below, ...above].some((move) => move.unit === unit.id))
  return {
    scope: unit.id,
    label: unitLabel(traffic),
    families: traffic.families,
    feature: traffic.feature,
    calls: unit.calls,
    verdict: found.verdict,
    choice: found.choice.route,
    n: found.n,
    next: found.next?.route ?? null,
    ahead: found.ahead === null ? null : picoToString(found.ahead),
    interval: found.verdict === "not enough data" ? null : intervalAnswer(found.interval),
    candidates: unit.candidates.map((candidate) => candidateAnswer(situation, unit, candidate, months)),
    break_even: even === null ? null : picoToString(even),
    sensitivity: hangs ? { name: hangs.definition.name, low: hangs.low, high: hangs.high } : null,
    unvalued: unit.unvalued,
  }
}

function mixAnswer({ units }: Situation, mix: ComparedMix): DecisionMix {
  const { tokens, fees, failures, engineering, total } = mix.parts
  return {
    id: mix.id,
    name: mix.name,
    routes: Object.fromEntries(units.map(({ id }, at) => [id, mix.assignment[at]?.route ?? "today"])),
    total: picoToString(total),
    tokens: picoToString(tokens),
    fees: picoToString(fees),
    failures: picoToString(failures),
    engineering: picoToString(engineering),
    difference: mix.difference === null ? null : picoToString(mix.difference),
    interval: intervalAnswer(mix.interval),
  }
}

const POINTS = 9

function breakEvenAnswer(
  situation: Situation,
  opposed: ReturnType<typeof opposedMixes>,
): DecisionBreakEven | null {
  if (!opposed?.direct.every(({ route }) => route === "direct")) return null
  const { direct, gateway, route } = opposed
  const { scale, below } = breakEven(situation, gateway, direct)
  const now = partsOf(situation, direct).tokens
  const at = (millionths: bigint) => divideHalfEven(now * millionths, 1_000_000n)
  const most = scale !== null && scale > 1_000_000n ? (scale * 6n) / 5n : 1_200_000n
  const [first, second] = [costLine(situation, gateway), costLine(situation, direct)]
  const points = Array.from({ length: POINTS }, (_, step) => {
    const millionths = (most * BigInt(step)) / BigInt(POINTS - 1)
    const onTop = (cost: Pico) => picoToString(cost - at(millionths))
    return {
      tokens: picoToString(at(millionths)),
      gateway: onTop(costAt(situation, first, millionths)),
      direct: onTop(costAt(situation, second, millionths)),
    }
  })
  return {
    gateway: route,
    tokens: scale === null ? null : picoToString(at(scale)),
    below: below === "first" ? "gateway" : "direct",
    now: picoToString(now),
    up_to: picoToString(at(MOST)),
    points,
  }
}

function sensitivityAnswer(found: Sensitivity, label: (id: string) => string): DecisionSensitivity {
  const moves = (list: Sensitivity["below"]) =>
    list.map(({ unit, from, to }) => ({ scope: unit, label: label(unit), from, to }))
  return {
    name: found.definition.name,
    low: found.low,
    high: found.high,
    below: moves(found.below),
    above: moves(found.above),
  }
}

function assumptionsAnswer({ assumptions }: Known): DecisionAssumption[] {
  return assumptions.definitions.map((definition) => {
    const { name, label, unit, source, date } = definition
    const said = assumptions.saved.get(name)
    const inAddress = Boolean(assumptions.inAddress.get(name))
    const isSaved = !inAddress && said !== undefined
    return {
      ...{ name, label, unit, source, date },
      value: assumptions.valueOf(name),
      default: assumptions.defaultOf(name),
      from: inAddress ? "address" : isSaved ? "organisation" : "default",
      set_by: isSaved ? said.by : null,
      set_at: isSaved ? said.at : null,
      range: assumptions.rangeOf(definition),
    }
  })
}

/** Days as one: what does not resample them needs no more. */
function folded(known: Known): Known {
  const one = (amounts: readonly bigint[]) => [sumOf(amounts, null)]
  const units = known.traffic.units.map((unit): TrafficUnit => {
    const routes = new Map(
      [...unit.routes].map(([id, route]) => [
        id,
        { ...route, tokens: one(route.tokens), failed: one(route.failed), feeBase: one(route.feeBase) },
      ]),
    )
    const taken = new Map(
      [...unit.taken].map(([id, route]) => [
        id,
        { ...route, tokens: one(route.tokens), failed: one(route.failed), feeBase: one(route.feeBase) },
      ]),
    )
    const requestsByFeature = new Map(
      [...unit.requestsByFeature].map(([feature, requests]) => [feature, one(requests)]),
    )
    return { ...unit, routes, taken, requestsByFeature }
  })
  return { ...known, traffic: { ...known.traffic, units } }
}

/** Where scopes share more contracts, one answer takes too long to be asked for again and again. */
const FEW_SHARED = 8

function sensitivityOf(known: Known, situation: Situation): Sensitivity[] | null {
  if (sharedBy(situation).length > FEW_SHARED) return null
  const light = folded(known)
  const base = situationOf(light)
  try {
    return sensitivities(known.assumptions, base, (assumptions) => situationOf({ ...light, assumptions }))
  } catch (error) {
    if (error instanceof TooManyMixes) return null
    throw error
  }
}

/** Contracts that no unit needs alone: their upkeep stands beside the units. */
function upkeepOf(situation: Situation, chosen: Assignment): Decision["upkeep"] {
  const used = new Set(chosen.flatMap(({ contracts }) => contracts))
  const own = new Set(
    situation.units.flatMap((unit) =>
      unit.candidates.flatMap((candidate) => ownContracts(situation, candidate, unit)),
    ),
  )
  const open = new Set(
    situation.units.flatMap(({ candidates }) =>
      candidates.flatMap(({ contracts, excludedBy }) => (excludedBy === null ? contracts : [])),
    ),
  )
  return [...situation.contracts.values()]
    .filter(({ id }) => open.has(id) && !own.has(id))
    .map(({ id, upkeep, subscription }) => ({
      contract: id,
      label: contractLabel(id),
      amount: picoToString(upkeep + subscription + (used.has(id) ? feeBeside(situation, chosen, id) : 0n)),
      chosen: used.has(id),
    }))
}

function ruledOut(situation: Situation, labels: ReadonlyMap<string, string>): Decision["ruled_out"] {
  return situation.units.flatMap(({ id, candidates }) =>
    candidates.flatMap(({ route, excludedBy, foundIn }) =>
      excludedBy === null
        ? []
        : [{ route, scope: id, label: labels.get(id) ?? id, because: excludedBy, found_in: foundIn ?? null }],
    ),
  )
}

function overallVerdict(scopes: readonly DecisionScope[], isEnough: boolean): Decision["verdict"] {
  if (!isEnough || scopes.length === 0) return "not enough data"
  const known = scopes.filter(({ verdict }) => verdict === "direct" || verdict === "gateway")
  if (known.length === 0) {
    return scopes.some(({ verdict }) => verdict === "not enough data")
      ? "not enough data"
      : "too close to call"
  }
  const routes = new Set(scopes.map(({ choice }) => (choice === "direct" ? "direct" : "gateway")))
  const [only] = routes
  return routes.size === 1 && only ? only : "mix"
}

export type Decided = Omit<Decision, "range" | "zone" | "currency" | "as_of">

/** The decision over a window's traffic and what is assumed beside it. The same input gives the same answer. */
export function decide(known: Known, { custom, typed, checklist, format }: DecideOptions): Decided {
  const { traffic } = known
  const situation = situationOf(known)
  const cheapest = cheapestMix(situation)
  const months = typed ? null : drawMonths(situation.days)
  const byId = new Map(traffic.units.map((unit) => [unit.id, unit]))
  const labels = new Map(traffic.units.map((unit) => [unit.id, unitLabel(unit)]))
  const families = ({ id }: Unit) => byId.get(id)?.families ?? []
  const mixes = comparedMixes(situation, cheapest, months, families, custom)
  const sensitivity = sensitivityOf(known, situation)
  const scopes = situation.units.flatMap((unit, at) => {
    const found = unitVerdict(situation, cheapest.assignment, at, months)
    const its = byId.get(unit.id)
    return found && its ? scopeAnswer(situation, its, unit, found, months, sensitivity ?? []) : []
  })
  const answers = mixes.map((mix) => mixAnswer(situation, mix))
  return {
    typed,
    ...answerWords(answers, scopes, traffic.unpriced, format),
    verdict: overallVerdict(scopes, typed || traffic.calls >= ENOUGH_CALLS),
    calls: traffic.calls,
    unpriced: traffic.unpriced,
    ledger: picoToString(traffic.ledger),
    rerated: picoToString(traffic.rerated),
    mixes: answers,
    scopes,
    upkeep: upkeepOf(situation, cheapest.assignment),
    combinations: String(cheapest.combinations),
    break_even: breakEvenAnswer(situation, opposedMixes(situation, cheapest, families)),
    sensitivity: sensitivity?.map((found) => sensitivityAnswer(found, (id) => labels.get(id) ?? id)) ?? null,
    ruled_out: ruledOut(situation, labels),
    checklist: checklistOf({ ...checklist, known, scopes }),
    assumptions: assumptionsAnswer(known),
  }
}
