import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { CAUSES, type Cause } from "@/lib/spend/change"
import { explainedChange } from "@/lib/spend/explained"
import type { ChangeMeasures, Filter } from "@/lib/spend/schema"
import { addUnits } from "@/lib/time"
import type { Found } from "./detect"
import type { Series } from "./read-series"
import { CULPRITS, type Culprit } from "./schema"

interface Period {
  from: Date
  to: Date
}

const WEEKS_BACK = 4

/** The same hours of one of the last weeks: the one that cost most nearly what was expected. */
export function comparedWith({ series, from, until, expected }: Found, zone: string): Period {
  const weeks = Array.from({ length: WEEKS_BACK }, (_, at) => ({
    from: addUnits(from, "day", -7 * (at + 1), zone),
    to: addUnits(until, "day", -7 * (at + 1), zone),
  }))
  const apart = (week: Period) => {
    const miss = costIn(series, week) - expected
    return miss < 0n ? -miss : miss
  }
  return weeks.reduce((best, week) => (apart(week) < apart(best) ? week : best))
}

function costIn({ hours }: Series, { from, to }: Period): Pico {
  return hours.reduce((sum, { start, pico }) => (start >= from && start < to ? sum + (pico ?? 0n) : sum), 0n)
}

/** Which key, feature and model moved most beyond the hours compared with, and by which cause. */
export async function culpritsOf(scope: Scope, found: Found, comparison: Period): Promise<Culprit[]> {
  const { from, until, series } = found
  const filters: Filter[] =
    series.dimension === "total"
      ? []
      : [{ dimension: series.dimension, operator: "=", values: [series.value] }]
  const culprits: Culprit[] = []
  for (const dimension of CULPRITS) {
    const { groups } = await explainedChange(scope, {
      ...{ range: { from, to: until }, comparison, dimension, filters, limit: 10 },
    })
    const most = groups.find(({ difference }) => picoOf(difference) > 0n)
    if (!most) continue
    const { key, difference, causes } = most
    culprits.push({ dimension, value: key[dimension] ?? null, difference, cause: mostOf(causes) })
  }
  return culprits
}

function mostOf(causes: ChangeMeasures["causes"]): Cause {
  return CAUSES.reduce((most, cause) => (picoOf(causes[cause]) > picoOf(causes[most]) ? cause : most))
}

function picoOf(amount: string): Pico {
  return toPico(parseDecimal(amount))
}
