import type { CompiledRow } from "./book"
import { type CallFacts, firstUnmet, type Unmet } from "./conditions"
import type { Matched } from "./match"
import type { PriceQuery } from "./schema"

const tokens = (count: number) => `${count.toLocaleString("en-US")} tokens`

/** What a call has where a row wants something else. */
export function unmetDetail(unmet: Unmet, row: CompiledRow, facts: CallFacts): string {
  const { conditions, effectiveFrom, effectiveTo } = row.row
  const hours = conditions.utcHours?.map(({ from, to }) => `${from}–${to}`).join(", ")
  const details: Record<Unmet, string> = {
    "not yet": `begins at ${effectiveFrom}`,
    "no longer": `ended at ${effectiveTo}`,
    "service tier": `is for tier ${conditions.serviceTier}, the call was served at ${facts.serviceTier}`,
    region: `is for region ${conditions.region}, the call names ${facts.region ?? "none"}`,
    speed: `is for speed ${conditions.speed}, the call names ${facts.speed ?? "none"}`,
    thinking: `is for ${conditions.thinking ? "thinking" : "not thinking"}`,
    "cache write": `is for calls that ${conditions.cacheWrite ? "write" : "do not write"} to the cache`,
    input: `is for another input length than ${tokens(facts.input)}`,
    output: `is for another output length than ${tokens(facts.output)}`,
    hours: `is for ${hours} UTC`,
    weekday: `is for other weekdays in ${conditions.weekdayZone ?? "UTC"}`,
  }
  return details[unmet]
}

/** One sentence: why no row prices the call. */
export function whyUnpriced(query: PriceQuery, { resolution, facts, list }: Matched): string {
  const { model, route } = query
  const { owner, known, rows, ownPricesMiss } = resolution
  if (model === "") return "Neither the request nor the response names a model."
  if (ownPricesMiss) return `The organisation's prices for ${route} have no row for ${model}.`
  if (!known) return `There is no price list for ${owner}.`
  if (rows.length === 0) return `The price list of ${owner} has no row for ${model}.`
  if (list) return `The organisation's price for ${model} on ${route} refers to a price that does not exist.`
  const row = rows.find((one) => firstUnmet(one.when, facts) !== null)
  const unmet = row ? firstUnmet(row.when, facts) : null
  const tier = facts.serviceTier === "standard" ? "" : ` at service tier ${facts.serviceTier}`
  if (!row || !unmet) return `The price list that ${owner} refers to has no price for ${model}${tier}.`
  const tiers = new Set(rows.map((one) => one.when.serviceTier).filter((tier) => tier !== null))
  if (tiers.size > 0 && !tiers.has(facts.serviceTier)) {
    return `The price list of ${owner} has no price for ${model} at service tier ${facts.serviceTier}.`
  }
  return `No row of ${owner} for ${model} applies: ${row.row.id} ${unmetDetail(unmet, row, facts)}.`
}
