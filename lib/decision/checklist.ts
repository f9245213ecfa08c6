import { billedFrom, familyName, routeName } from "./route-facts"
import type { DecisionCheck, DecisionScope } from "./schema"
import type { Known } from "./situation"
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
  /** Features of which a failed request was answered by another route or model in the window. */
  fallbacks: ReadonlySet<string>
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
  const detail = `Billed: ${listWords(said)}.`
  const allowed = known.assumptions.listOf("countries").map((each) => each.toUpperCase())
  if (allowed.length === 0) return notAsked(name, detail)
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
  return broken.length === 0
    ? { name, state: "met", detail: `Kept to a direct contract: ${listWords(kept)}.` }
    : { name, state: "not met", detail: `${listWords(broken.map(({ label }) => label))} leave it.` }
}

function needs({ known, scopes, hasSmoke }: ChecklistInput): DecisionCheck {
  const name = "Features that routes need"
  const wanted = known.assumptions.listOf("needs")
  if (wanted.length === 0) {
    return notAsked(name, hasSmoke ? "No feature says what it needs." : "No smoke run was posted yet.")
  }
  const lacking = scopes.flatMap(({ label, choice, families: some }) => {
    const gaps = known.gaps.filter(({ route, family }) => route === choice && some.includes(family))
    const missing = gaps.flatMap((gap) =>
      gap.missing.filter((need) => wanted.some((each) => each.endsWith(`:${need}`))),
    )
    return missing.length > 0 ? [`${label} on ${routeName(choice)} lacks ${listWords(missing)}`] : []
  })
  if (lacking.length > 0) return { name, state: "not met", detail: `${listWords(lacking)}.` }
  return hasSmoke
    ? { name, state: "met", detail: "No smoke run found one missing on the chosen routes." }
    : { name, state: "not known", detail: "No smoke run was posted yet." }
}

/** A feature is critical where somebody said what its failed requests are worth. */
function fallbacks({ known, fallbacks: present }: ChecklistInput): DecisionCheck {
  const name = "Fallback for each critical feature"
  const critical = [
    ...new Set(known.traffic.units.flatMap((unit) => [...unit.requestsByFeature.keys()])),
  ].filter(
    (feature): feature is string =>
      feature !== null && known.assumptions.valueOf(`failed_value.${feature}`) !== null,
  )
  if (critical.length === 0) return notAsked(name, "No feature says what a failed request is worth.")
  const without = critical.filter((feature) => !present.has(feature))
  return without.length === 0
    ? { name, state: "met", detail: `${listWords(critical)} were answered by another route when one failed.` }
    : { name, state: "not met", detail: `No fallback was seen for ${listWords(without)}.` }
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
  return [families, needs, countries, dataHandling, fallbacks, credits].map((check) => check(input))
}
