import type { CompiledRow, PriceBook } from "./book"
import { type CallFacts, firstUnmet } from "./conditions"
import { matchRows } from "./match"
import type { MatchExplanation, PriceQuery } from "./schema"
import { unmetDetail, whyUnpriced } from "./why-unpriced"

const COUNT = new Intl.NumberFormat("en")

function met(chosen: CompiledRow, query: PriceQuery, facts: CallFacts): string[] {
  const { row } = chosen
  const { conditions } = row
  const found = [`${query.model} is one of ${row.models.join(", ")}`]
  if (row.effectiveFrom) found.push(`in force since ${row.effectiveFrom}`)
  if (row.effectiveTo) found.push(`in force until ${row.effectiveTo}`)
  if (conditions.serviceTier) found.push(`service tier ${facts.serviceTier}`)
  if (conditions.region) found.push(`region ${conditions.region}`)
  if (conditions.speed) found.push(`speed ${conditions.speed}`)
  if (conditions.thinking !== undefined) found.push(conditions.thinking ? "thinking" : "not thinking")
  if (conditions.cacheWrite !== undefined) {
    found.push(conditions.cacheWrite ? "writes to the cache" : "does not write to the cache")
  }
  const bounds: [string, number, number | undefined, number | undefined][] = [
    ["input", facts.input, conditions.minInputTokens, conditions.maxInputTokens],
    ["output", facts.output, conditions.minOutputTokens, conditions.maxOutputTokens],
  ]
  for (const [name, count, least, most] of bounds) {
    if (least === undefined && most === undefined) continue
    const range =
      most === undefined
        ? `at least ${COUNT.format(least ?? 0)}`
        : `${COUNT.format(least ?? 0)} to ${COUNT.format(most)}`
    found.push(`${name} of ${COUNT.format(count)} tokens, ${range}`)
  }
  if (conditions.utcHours) {
    found.push(`${conditions.utcHours.map(({ from, to }) => `${from}–${to}`).join(", ")} UTC`)
  }
  if (conditions.weekdays) found.push(`weekday in ${conditions.weekdayZone ?? "UTC"}`)
  return found
}

function passedOver(
  rows: readonly CompiledRow[],
  chosen: CompiledRow | undefined,
  facts: CallFacts,
): MatchExplanation["notChosen"] {
  return rows
    .filter((row) => row !== chosen)
    .map((row) => {
      const unmet = firstUnmet(row.when, facts)
      return { id: row.row.id, because: unmet ? unmetDetail(unmet, row, facts) : "a closer row applies" }
    })
}

/** Which row of the catalogue and which of the organisation priced a query, and why not another. */
export function explainMatch(
  book: PriceBook,
  query: PriceQuery,
): { list: MatchExplanation; override: MatchExplanation } {
  const matched = matchRows(book, query)
  const { resolution, facts } = matched
  const listed = resolution.rows.find((row) => firstUnmet(row.when, facts) === null)
  const over = resolution.overrides.find((row) => firstUnmet(row.when, facts) === null)
  return {
    list: {
      row: matched.list?.row ?? null,
      met: matched.list && listed ? met(listed, query, facts) : [],
      notChosen: passedOver(resolution.rows, listed, facts),
      because: matched.list ? null : whyUnpriced(query, matched),
    },
    override: {
      row: over ? (matched.computed?.row ?? null) : null,
      met: over ? met(over, query, facts) : [],
      notChosen: passedOver(resolution.overrides, over, facts),
      because: matched.computed ? null : whyUnpriced(query, matched),
    },
  }
}
