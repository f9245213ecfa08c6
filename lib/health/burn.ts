/** The share of calls that a provider may fail: what is beyond burns its budget. */
const BUDGET = 0.01
/** Down: the last five minutes fail five times as much, and the last hour twice. */
const FAST_BURN = 5 * BUDGET
const SLOW_BURN = 2 * BUDGET
/** Where calls are few, the last hour alone decides, by so many faults. */
export const FEWEST_FAST = 3
const FEWEST_SLOW = 5
/** One model of several opens an incident of its own by an hour with so many calls, lest chance of many models be told. */
const ENOUGH_ALONE = 20

export const FIVE_MS = 5 * 60_000
const HOUR_MS = 12 * FIVE_MS
/** An incident is over once half an hour of answers burned nothing, or nothing was asked for a day. */
const CALM_MS = 6 * FIVE_MS
const SILENT_MS = 24 * HOUR_MS

/** Calls of five minutes that tell of the provider. */
export interface Five {
  /** When they begin, in milliseconds. */
  at: number
  calls: number
  faults: number
}

export interface Burning {
  from: number
  /** The end of the last five minutes that burned. */
  until: number
  isOpen: boolean
}

interface Window {
  calls: number
  faults: number
}

/** The fives of the last `ms`, ended by the one at `index`. */
function windowOf(fives: readonly Five[], index: number, ms: number): Window {
  const window = { calls: 0, faults: 0 }
  const end = fives[index]?.at ?? 0
  for (let i = index; i >= 0; i -= 1) {
    const five = fives[i]
    if (!five || five.at <= end - ms) break
    window.calls += five.calls
    window.faults += five.faults
  }
  return window
}

const share = ({ calls, faults }: Window) => (calls > 0 ? faults / calls : 0)

function opens(fives: readonly Five[], index: number, enough: number): boolean {
  const five = fives[index]
  if (!five || five.faults === 0) return false
  const hour = windowOf(fives, index, HOUR_MS)
  if (hour.calls < enough) return false
  const fast = five.faults >= FEWEST_FAST && share(five) >= FAST_BURN && share(hour) >= SLOW_BURN
  return fast || (hour.faults >= FEWEST_SLOW && share(hour) >= FAST_BURN)
}

/** Where the faults that opened it began: back to the first of the hour's burning fives in a row. */
function beginning(fives: readonly Five[], index: number): number {
  const opened = fives[index]?.at ?? 0
  let from = opened
  for (let i = index; i >= 0; i -= 1) {
    const five = fives[i]
    if (!five || five.at <= opened - HOUR_MS || share(five) <= BUDGET) break
    from = five.at
  }
  return from
}

/**
 * When a provider's error budget burned, from fives with calls alone, oldest first. `now` ends what is looked at. Five
 * minutes without a call say nothing: they neither open nor calm. An hour of fewer calls than `enough` opens none.
 */
export function burningOf(fives: readonly Five[], now: number, enough = 0): Burning[] {
  const found: Burning[] = []
  let open: Burning | null = null
  let calmFrom: number | null = null
  fives.forEach((five, index) => {
    if (open && five.at - open.until > SILENT_MS) open = null
    if (!open) {
      if (!opens(fives, index, enough)) return
      open = { from: beginning(fives, index), until: five.at + FIVE_MS, isOpen: true }
      calmFrom = null
      found.push(open)
      return
    }
    const burns = share(five) > BUDGET && five.faults > 0
    if (burns) {
      open.until = five.at + FIVE_MS
      calmFrom = null
      return
    }
    calmFrom ??= five.at
    if (five.at + FIVE_MS - calmFrom >= CALM_MS) open = null
  })
  const last = found.at(-1)
  return found.map((each) => ({
    ...each,
    isOpen: each === last && open !== null && now - each.until <= SILENT_MS,
  }))
}

/**
 * When one model burned beside the incidents of its whole route, given oldest first, which tell of it themselves: what
 * runs into one of them is the same outage, unless it is older by more than an hour; what goes on after one opens anew.
 */
export function burningAlone(fives: readonly Five[], ofRoute: readonly Burning[], now: number): Burning[] {
  const found: Burning[] = []
  let from = Number.NEGATIVE_INFINITY
  for (const whole of ofRoute) {
    const before = fives.filter(({ at }) => at >= from && at < whole.from)
    for (const each of burningOf(before, whole.from, ENOUGH_ALONE)) {
      if (!each.isOpen || whole.from - each.from > HOUR_MS) found.push({ ...each, isOpen: false })
    }
    from = whole.isOpen ? Number.POSITIVE_INFINITY : whole.until
  }
  const after = fives.filter(({ at }) => at >= from)
  return [...found, ...burningOf(after, now, ENOUGH_ALONE)]
}
