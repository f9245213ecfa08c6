/** Steps of the scale for each doubling: a time is told at most by this share too long (19 %). */
const STEPS = 4
const LEAST_MS = 0.25
/** The last one holds whatever took longer: from 8 seconds on. */
const BUCKETS = 15 * STEPS + 2

/** Times by bucket of a logarithmic scale; two of them are merged by adding. */
export type AnswerTimes = number[]

export function noTimes(): AnswerTimes {
  return Array.from({ length: BUCKETS }, () => 0)
}

export function addTime(times: AnswerTimes, ms: number): void {
  const step = Math.ceil(Math.log2(Math.max(ms, LEAST_MS) / LEAST_MS) * STEPS)
  const at = Math.min(Math.max(step, 0), BUCKETS - 1)
  times[at] = (times[at] ?? 0) + 1
}

export function mergeTimes(times: AnswerTimes, more: readonly number[]): void {
  more.forEach((count, at) => {
    if (at < BUCKETS) times[at] = (times[at] ?? 0) + count
  })
}

/** Milliseconds that the share `at` of the times took at most; null without times, or where the scale ends. */
export function timeAt(times: AnswerTimes, at: number): number | null {
  const total = times.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  const bucket = times.findIndex((count) => {
    seen += count
    return seen >= total * at
  })
  return bucket === BUCKETS - 1 ? null : LEAST_MS * 2 ** (bucket / STEPS)
}
