import { type Cut, type Period, periodAt, periodBefore } from "@/lib/budgets/periods"

/** A worker that was away for longer looks at no more periods of a budget than these. */
const MOST_PERIODS = 40

/** A period to look at, as it was at an instant within it. */
export interface DuePeriod {
  period: Period
  at: Date
}

interface Looked {
  now: Date
  /** When periods that had ended were last looked at; null: never. A clock may have gone back since. */
  since: Date | null
  /** The budget's last change: it says nothing of periods that had ended by then. */
  changedAt: Date
}

/**
 * The running period, every one that ran since the last look, and at least the one before: its last calls may
 * have arrived after its end. Latest first.
 */
export function periodsDue(cut: Cut, looked: Looked, zone: string, fiscalStart: number): DuePeriod[] {
  const { now, since, changedAt } = looked
  const running = periodAt(cut, now, zone, fiscalStart)
  const due = [{ period: running, at: now }]
  let next = periodBefore(cut, running, zone, fiscalStart)
  while (due.length < MOST_PERIODS && next.to > changedAt) {
    due.push({ period: next, at: new Date(next.to.getTime() - 1) })
    if (since === null || next.from <= since) break
    next = periodBefore(cut, next, zone, fiscalStart)
  }
  return due
}
