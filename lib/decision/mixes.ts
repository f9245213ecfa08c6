import { cheapestMix, costOf, type Mix } from "./mix"
import type { Assignment, Candidate, Parts, Situation, Unit } from "./model"
import { dailyCost, type Interval, intervalOf } from "./resample"
import { routeFacts, routeName } from "./route-facts"
import { partsOf } from "./total"

/** A mix of routes beside others, with what it costs by the month. */
export interface ComparedMix {
  id: string
  name: string
  assignment: Assignment
  parts: Parts
  /** Against today, or against going direct where volumes were typed; null for that mix itself. */
  difference: bigint | null
  interval: Interval | null
}

/** Families whose models many gateways sell, and that are often bought from one together. */
const CHINESE = new Set(["deepseek", "qwen", "glm", "moonshot", "minimax"])

const isGateway = ({ route }: Candidate) => route !== "direct" && routeFacts(route)?.kind !== "keys"

/** Each unit by this route where it may; else by the way the fallback has for it. */
function through(
  situation: Situation,
  route: string,
  fallback: Assignment,
  wanted: (unit: Unit) => boolean,
): Assignment {
  return situation.units.map((unit, at) => {
    const found = unit.candidates.find((each) => each.route === route && each.excludedBy === null)
    return (wanted(unit) ? found : undefined) ?? fallback[at] ?? unit.today
  })
}

function cheapestOf(situation: Situation, only: (candidate: Candidate) => boolean): Assignment {
  const units = situation.units.map((unit) => {
    const some = unit.candidates.filter((each) => each.excludedBy === null && only(each))
    return some.length > 0 ? { ...unit, candidates: some } : unit
  })
  return cheapestMix({ ...situation, units }).assignment
}

interface Named {
  id: string
  name: string
  assignment: Assignment
}

function gatewayMixes(
  situation: Situation,
  direct: Assignment,
  families: (unit: Unit) => readonly string[],
): Named[] {
  const gateways = [
    ...new Set(
      situation.units.flatMap(({ candidates }) =>
        candidates.flatMap(({ route, excludedBy }) =>
          route !== "direct" && excludedBy === null ? route : [],
        ),
      ),
    ),
  ]
  const isChinese = (unit: Unit) => families(unit).every((family) => CHINESE.has(family))
  const some = situation.units.filter(isChinese).length
  const mixed = some > 0 && some < situation.units.length
  return gateways.flatMap((route) => [
    {
      id: `all:${route}`,
      name: `Everything through ${routeName(route)}`,
      assignment: through(situation, route, direct, () => true),
    },
    ...(mixed && routeFacts(route)?.kind !== "keys"
      ? [
          {
            id: `chinese:${route}`,
            name: `Chinese models through ${routeName(route)}`,
            assignment: through(situation, route, direct, isChinese),
          },
        ]
      : []),
  ])
}

/** A mix that somebody wrote down: `anthropic:direct,qwen:siliconflow`; what it does not name goes as today. */
function customMix(situation: Situation, text: string): Assignment {
  const wanted = new Map(
    text.split(",").flatMap((part): [string, string][] => {
      const colon = part.lastIndexOf(":")
      return colon > 0 ? [[part.slice(0, colon), part.slice(colon + 1)]] : []
    }),
  )
  return situation.units.map((unit) => {
    const route = wanted.get(unit.id)
    return unit.candidates.find((each) => each.route === route && each.excludedBy === null) ?? unit.today
  })
}

function same(a: Assignment, b: Assignment): boolean {
  return a.every((candidate, at) => candidate === b[at])
}

/** What a mix costs on each day, without what does not depend on days. */
function dailyOf(situation: Situation, assignment: Assignment): bigint[] {
  const sums = Array.from({ length: situation.days }, () => 0n)
  situation.units.forEach((unit, at) => {
    const candidate = assignment[at]
    if (!candidate) return
    for (const [day, cost] of dailyCost(unit, candidate, situation).entries())
      sums[day] = (sums[day] ?? 0n) + cost
  })
  return sums
}

/**
 * Everything direct, and everything through the gateway that is cheapest for everything; null without a gateway. Mixes
 * that come to the same as another are among them: which gateway pays is not a matter of what a table leaves out.
 */
export function opposedMixes(
  situation: Situation,
  cheapest: Mix,
  families: (unit: Unit) => readonly string[],
): { direct: Assignment; gateway: Assignment; route: string } | null {
  const direct = through(situation, "direct", cheapest.assignment, () => true)
  const [best] = gatewayMixes(situation, direct, families)
    .filter(({ id }) => id.startsWith("all:"))
    .map((mix) => ({ ...mix, cost: costOf(situation, mix.assignment) }))
    .toSorted((a, b) => (a.cost < b.cost ? -1 : a.cost > b.cost ? 1 : 0))
  return best ? { direct, gateway: best.assignment, route: best.id.slice("all:".length) } : null
}

/**
 * The cheapest mix, today's, everything direct or through a gateway, and one of the asker's own, the cheapest first.
 * Those that come to the same as one before are left out, but for the asker's own.
 */
export function comparedMixes(
  situation: Situation,
  cheapest: Mix,
  months: readonly Uint16Array[] | null,
  families: (unit: Unit) => readonly string[],
  custom: string | null,
): ComparedMix[] {
  // Nothing goes any way yet where volumes were typed: they are compared with going direct.
  const baseline = months === null ? "direct" : "today"
  const today: Assignment = situation.units.map((unit) => unit.today)
  const direct = through(situation, "direct", cheapest.assignment, () => true)
  const named: Named[] = [
    { id: "least", name: "Least-cost mix", assignment: cheapest.assignment },
    ...(months === null ? [] : [{ id: "today", name: "As today", assignment: today }]),
    ...(custom === null
      ? []
      : [{ id: "custom", name: "Your own mix", assignment: customMix(situation, custom) }]),
    { id: "direct", name: "Everything direct", assignment: direct },
    ...gatewayMixes(situation, direct, families),
    { id: "gateways", name: "Everything through gateways", assignment: cheapestOf(situation, isGateway) },
  ]
  const kept = named.filter(
    ({ id, assignment }, at) =>
      id === baseline ||
      id === "custom" ||
      !named.slice(0, at).some((other) => other.id !== "custom" && same(other.assignment, assignment)),
  )
  const against = months === null ? direct : today
  const before = costOf(situation, against)
  const daily = dailyOf(situation, against)
  return kept
    .map(({ id, name, assignment }): ComparedMix => {
      const parts = partsOf(situation, assignment)
      if (id === baseline) return { id, name, assignment, parts, difference: null, interval: null }
      const own = dailyOf(situation, assignment)
      const difference = parts.total - before
      const differences = own.map((cost, day) => cost - (daily[day] ?? 0n))
      const interval = months && intervalOf(differences, difference, months)
      return { id, name, assignment, parts, difference, interval }
    })
    .sort((a, b) => (a.parts.total < b.parts.total ? -1 : a.parts.total > b.parts.total ? 1 : 0))
}
