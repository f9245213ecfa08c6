import { billedFrom, familyName, routeName } from "./route-facts"
import type { DecisionCheck, DecisionScope } from "./schema"
import { addedP95, gapsOn, type Known, needsOf } from "./situation"
import { listWords } from "./words"

/** A grant with something left, and what it pays for. */
export interface CreditLeft {
  name: string
  left: string
  expires: string | null
}

export interface ChecklistInput {
  known: Known
  scopes: readonly DecisionScope[]
  credits: readonly CreditLeft[]
  /** Of features of which requests failed in the window: how many did, and how many another route or model answered. */
  fallbacks: ReadonlyMap<string, { failed: number; rescued: number }>
  /** Whether any smoke run was ever posted. */
  hasSmoke: boolean
}

const notAsked = (name: string, detail: string): DecisionCheck => ({ name, state: "not asked", detail })

function families({ known, scopes }: ChecklistInput): DecisionCheck {
  const name = "Required families"
  const wanted = known.assumptions.listOf("families").map((each) => each.toLowerCase())
  if (wanted.length === 0) return notAsked(name, "No family is required.")
  const open = new Set(
    scopes.flatMap((scope) =>
      scope.candidates.some((each) => each.excluded_by === null) ? scope.families : [],
    ),
  )
  const lacking = wanted.filter((family) => !open.has(family))
  return lacking.length === 0
    ? { name, state: "met", detail: `${listWords(wanted.map(familyName))} have a route.` }
    : {
        name,
        state: "not met",
        detail: `No traffic on a route that is open: ${listWords(lacking.map(familyName))}.`,
      }
}

function countries({ known, scopes }: ChecklistInput): DecisionCheck {
  const name = "Billing country"
  const from = new Map<string, string | null>()
  for (const { choice, families: some } of scopes) {
    for (const family of some) {
      const label = choice === "direct" ? familyName(family) : routeName(choice)
      from.set(label, billedFrom(choice, family))
    }
  }
  const said = [...from].map(
    ([label, country]) => `${label} from ${country ?? "a country that is not known"}`,
  )
  const detail = said.length === 0 ? "No calls in these days." : `Billed: ${listWords(said)}.`
  const allowed = known.assumptions.listOf("countries").map((each) => each.toUpperCase())
  if (allowed.length === 0) return notAsked(name, detail)
  if (said.length === 0) return { name, state: "not known", detail }
  const outside = [...from].filter(([, country]) => country !== null && !allowed.includes(country))
  if (outside.length > 0) return { name, state: "not met", detail }
  return { name, state: [...from.values()].includes(null) ? "not known" : "met", detail }
}

function dataHandling({ known, scopes }: ChecklistInput): DecisionCheck {
  const name = "Data handling"
  const kept = known.assumptions.listOf("keep_direct")
  if (kept.length === 0) return notAsked(name, "No feature's data is kept to a direct contract.")
  const broken = scopes.filter(
    ({ scope, choice }) =>
      choice !== "direct" &&
      choice !== "litellm" &&
      kept.some((feature) =>
        known.traffic.units.find(({ id }) => id === scope)?.requestsByFeature.has(feature),
      ),
  )
  const seen = new Set(known.traffic.units.flatMap((unit) => [...unit.requestsByFeature.keys()]))
  const unseen = kept.filter((feature) => !seen.has(feature))
  if (broken.length === 0 && unseen.length > 0) {
    return { name, state: "not known", detail: `No calls in these days: ${sentences(unseen)}` }
  }
  return broken.length === 0
    ? { name, state: "met", detail: `Kept to a direct contract: ${listWords(kept)}.` }
    : { name, state: "not met", detail: `${listWords(broken.map(({ label }) => label))} leave it.` }
}

/** Scopes with the part of the traffic that each is of. */
function unitsOf({ known, scopes }: ChecklistInput) {
  return scopes.flatMap((scope) => {
    const unit = known.traffic.units.find(({ id }) => id === scope.scope)
    return unit ? [{ ...scope, unit }] : []
  })
}

const sentences = (parts: readonly string[]) => (parts.length === 0 ? "" : `${listWords(parts)}.`)

function needs(input: ChecklistInput): DecisionCheck {
  const { known, hasSmoke } = input
  const name = "Features that routes need"
  if (known.assumptions.listOf("needs").length === 0) {
    return notAsked(name, hasSmoke ? "No feature says what it needs." : "No smoke run was posted yet.")
  }
  const [lacking, untested, tested]: [string[], string[], string[]] = [[], [], []]
  for (const { label, choice, unit } of unitsOf(input)) {
    const gaps = gapsOn(known, unit, choice)
    for (const need of new Set(needsOf(unit, known).map((each) => each.need))) {
      const on = `${label} on ${routeName(choice)}`
      if (gaps.some(({ missing }) => missing.includes(need))) lacking.push(`${on} lacks ${need}`)
      else if (gaps.some(({ present }) => present.includes(need))) tested.push(`${need} for ${on}`)
      else untested.push(`${need} for ${on}`)
    }
  }
  if (lacking.length > 0) return { name, state: "not met", detail: sentences(lacking) }
  if (untested.length > 0)
    return { name, state: "not known", detail: `No smoke run tested ${sentences(untested)}` }
  return tested.length > 0
    ? { name, state: "met", detail: `Found by smoke runs: ${sentences(tested)}` }
    : { name, state: "not known", detail: "No calls of the features that say what they need." }
}

function latency(input: ChecklistInput): DecisionCheck {
  const name = "Added latency, p95"
  const limit = input.known.assumptions.valueOf("added_p95_ms")
  if (limit === null) return notAsked(name, "No limit is set.")
  const through = unitsOf(input).filter(({ choice }) => choice !== "direct")
  if (through.length === 0) return { name, state: "met", detail: "Everything goes direct." }
  const [over, within, unknown]: [string[], string[], string[]] = [[], [], []]
  for (const { label, choice, unit } of through) {
    const added = addedP95(input.known, unit, choice)
    const on = `${label} on ${routeName(choice)}`
    if (added === null) unknown.push(on)
    else (added > Number(limit) ? over : within).push(`${on} ${Math.round(added)} ms`)
  }
  if (over.length > 0) return { name, state: "not met", detail: `More than ${limit} ms: ${sentences(over)}` }
  if (unknown.length > 0) {
    return {
      name,
      state: "not known",
      detail: `Neither calls nor smoke runs say it of ${sentences(unknown)}`,
    }
  }
  return { name, state: "met", detail: `At most ${limit} ms: ${sentences(within)}` }
}

/** A feature is critical where somebody said what its failed requests are worth. */
function fallbacks({ known, fallbacks: fates }: ChecklistInput): DecisionCheck {
  const name = "Fallback for each critical feature"
  const critical = [
    ...new Set(known.traffic.units.flatMap((unit) => [...unit.requestsByFeature.keys()])),
  ].filter(
    (feature): feature is string =>
      feature !== null && known.assumptions.valueOf(`failed_value.${feature}`) !== null,
  )
  if (critical.length === 0) return notAsked(name, "No feature says what a failed request is worth.")
  const without = critical.filter((feature) => fates.get(feature)?.rescued === 0)
  if (without.length > 0) {
    return {
      name,
      state: "not met",
      detail: `Requests failed and no fallback was seen: ${sentences(without)}`,
    }
  }
  const untried = critical.filter((feature) => !fates.has(feature))
  return untried.length === 0
    ? { name, state: "met", detail: `${listWords(critical)} were answered by another route when one failed.` }
    : {
        name,
        state: "not known",
        detail: `No request failed, so no fallback was tried: ${sentences(untried)}`,
      }
}

function credits({ credits: grants }: ChecklistInput): DecisionCheck {
  const name = "Credits left"
  if (grants.length === 0) return notAsked(name, "No grant has anything left.")
  const left = grants.map(({ name: grant, left: amount, expires }) =>
    expires === null ? `${grant}: ${amount}` : `${grant}: ${amount} until ${expires}`,
  )
  return {
    name,
    state: "met",
    detail: `${left.join("; ")}. They are in no total: they pay bills, they change no price.`,
  }
}

/** What a lead goes through before signing, from the same data as the decision. */
export function checklistOf(input: ChecklistInput): DecisionCheck[] {
  return [families, needs, latency, countries, dataHandling, fallbacks, credits].map((check) => check(input))
}
