import type { Pico } from "@/lib/money"

/** What a probe may cost at most: null where no price is known for it. */
export type Worst = Pico | null

/** Whatever probes hold until what they cost is known. */
export interface Hold {
  pico: Pico
  isPriced: boolean
}

/**
 * The money of a run. Before a request is sent its worst case is held; the sum of what was spent and what is held
 * never passes the cap.
 */
export class Purse {
  spent: Pico = 0n
  held: Pico = 0n
  /** Requests that may have cost something nobody can name. */
  unpricedCalls = 0
  /** Something was not sent for want of money. */
  stopped = false

  constructor(
    readonly cap: Pico,
    private readonly allowsUnpriced: boolean,
  ) {}

  /** Null where the cap, or the want of a price, forbids the request. */
  hold(worst: Worst): Hold | null {
    if (worst === null) return this.allowsUnpriced ? { pico: 0n, isPriced: false } : null
    if (this.spent + this.held + worst > this.cap) {
      this.stopped = true
      return null
    }
    this.held += worst
    return { pico: worst, isPriced: true }
  }

  /** What the request cost; null where its answer does not tell: then its worst case counts. Returns what counts. */
  settle(hold: Hold, cost: Pico | null): Pico {
    this.held -= hold.pico
    const counted = cost ?? hold.pico
    if (cost === null && !hold.isPriced) this.unpricedCalls += 1
    this.spent += counted
    return counted
  }
}
