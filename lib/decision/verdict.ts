import type { Pico } from "@/lib/money"
import { costOf } from "./mix"
import type { Assignment, Candidate, Situation, Unit } from "./model"
import { dailyCost, type Interval, intervalOf } from "./resample"
import { monthly, sumOf } from "./total"

/** Below this many calls on the chosen route nothing is known of how it does. */
export const ENOUGH_CALLS = 100
/** Amounts that lack the price of more calls than this share of a unit's are not compared. */
export const MOST_UNPRICED = 0.005

export type Verdict = "direct" | "gateway" | "too close to call" | "not enough data" | "no other route"

export interface UnitVerdict {
  verdict: Verdict
  choice: Candidate
  /** Calls of the unit on the chosen route in the window. */
  n: number
  next: Candidate | null
  /** What the mix would cost more by the month with the next best route in the chosen one's place. */
  ahead: Pico | null
  /** What of that goes with the volume. */
  varying: Pico
  interval: Interval | null
}

/** The cheapest mix with another route for one unit. */
function nextBest(
  situation: Situation,
  mix: Assignment,
  at: number,
): { candidate: Candidate; ahead: Pico } | null {
  const base = costOf(situation, mix)
  let best: { candidate: Candidate; ahead: Pico } | null = null
  for (const candidate of situation.units[at]?.candidates ?? []) {
    if (candidate === mix[at] || candidate.excludedBy !== null) continue
    const ahead = costOf(situation, mix.with(at, candidate)) - base
    if (best === null || ahead < best.ahead) best = { candidate, ahead }
  }
  return best
}

const kindOf = ({ route }: Candidate) => (route === "direct" ? "direct" : "gateway")

function verdictOf({ calls }: Unit, choice: Candidate, n: number, interval: Interval): Verdict {
  if (n < ENOUGH_CALLS || choice.unpriced > calls * MOST_UNPRICED) return "not enough data"
  if (interval.low <= 0n) return "too close to call"
  return kindOf(choice)
}

/** Of typed volumes nothing is measured: the cheaper route by what was typed. */
function typedVerdict(choice: Candidate, ahead: Pico): Verdict {
  return ahead > 0n ? kindOf(choice) : "too close to call"
}

/**
 * What the mix says of one unit, the rest of the mix as it is: by how much its route is ahead of the next best one, and
 * whether that holds over resampled months. Without months, of typed volumes, it holds as it is.
 */
export function unitVerdict(
  situation: Situation,
  mix: Assignment,
  at: number,
  months: readonly Uint16Array[] | null,
): UnitVerdict | null {
  const unit = situation.units[at]
  const choice = mix[at]
  if (!unit || !choice) return null
  const n = choice.taken
  const next = nextBest(situation, mix, at)
  if (!next)
    return { verdict: "no other route", choice, n, next: null, ahead: null, varying: 0n, interval: null }
  const { candidate, ahead } = next
  const chosen = dailyCost(unit, choice, situation)
  const difference = dailyCost(unit, candidate, situation).map((cost, day) => cost - (chosen[day] ?? 0n))
  const varying = monthly(sumOf(difference, null), situation.days)
  const found = { choice, n, next: candidate, ahead, varying }
  if (months === null) return { ...found, verdict: typedVerdict(choice, ahead), interval: null }
  const interval = intervalOf(difference, ahead, months)
  return { ...found, verdict: verdictOf(unit, choice, n, interval), interval }
}
