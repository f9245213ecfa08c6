import { expectDays, METHODS, type Method, type ModelDay, sum } from "./day-model"

/** What a method, asked at one day of the past, said of the sum of the days after it, and what came. */
export interface Trial {
  expected: number
  came: number
}

export interface BackTest {
  method: Method
  /** Trials by days ahead, the first for one day. */
  sums: Trial[][]
  /** Single days, of the first week ahead. */
  days: Trial[]
  /** The furthest sum that was tried often enough to be spoken of. */
  daysAhead: number
  /** Of `daysAhead`: mean absolute error over what came; null where nothing came. */
  error: number | null
}

const LEAST_TRAINING = 7
const SETTLED_TRAINING = 14
const SETTLED_FROM = 28
/** No day is forecast from more than this many before it, and no more than this many days are asked. */
export const TRAINING_DAYS = 56
export const STARTS = 56
/** A method that fits more must be better by this share than one that fits less. */
const WORTH = 0.97

/** Asks every method at every day of the past, with the days before alone, and takes the one that erred least. */
export function backTest(history: readonly ModelDay[], daysAhead: number): BackTest {
  const training = history.length >= SETTLED_FROM ? SETTLED_TRAINING : LEAST_TRAINING
  const first = Math.max(training, history.length - STARTS)
  const tested = Math.max(1, Math.min(daysAhead, Math.floor((history.length - first) / 2)))
  let best: BackTest | null = null
  for (const method of METHODS) {
    const test = tryMethod(method, history, first, daysAhead, tested)
    const [mine, bestSoFar] = [test.error ?? 0, best?.error ?? 0]
    if (best === null || mine < bestSoFar * WORTH) best = test
  }
  return best ?? tryMethod(METHODS[0], history, first, daysAhead, tested)
}

function tryMethod(
  method: Method,
  history: readonly ModelDay[],
  first: number,
  daysAhead: number,
  tested: number,
): BackTest {
  const sums: Trial[][] = Array.from({ length: daysAhead }, () => [])
  const days: Trial[] = []
  for (let start = first; start < history.length; start += 1) {
    const after = history.slice(start, start + daysAhead)
    const before = history.slice(Math.max(0, start - TRAINING_DAYS), start)
    const said = expectDays(
      method,
      before,
      after.map(({ weekday }) => weekday),
    )
    let [expected, came] = [0, 0]
    after.forEach(({ value }, index) => {
      if (value === null) return
      expected += said[index] ?? 0
      came += value
      sums[index]?.push({ expected, came })
      if (index < 7) days.push({ expected: said[index] ?? 0, came: value })
    })
  }
  const furthest = sums[tested - 1] ?? []
  const total = sum(furthest.map(({ came }) => came))
  const missed = sum(furthest.map(({ came, expected }) => Math.abs(came - expected)))
  return { method, sums, days, daysAhead: tested, error: total > 0 ? missed / total : null }
}
