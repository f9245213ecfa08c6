import type { CellState } from "./series"

/** A row of the table of health, every figure in words. */
export interface HealthLine {
  id: string
  name: string
  /** The route, and the model where rows are parted by it. */
  under: string
  /** Chooses the row; null for the total. */
  href: string | null
  isChosen: boolean
  state: CellState
  calls: string
  callsHref: string
  available: string
  failed: string
  failedHref: string
  p50: string
  p95: string
  p99: string
  /** How many calls the percentiles are of. */
  waits: string
  firstToken: string
  speed: string
  retries: string
  fallbacks: string
  rescued: string
  cost: string
  costHref: string
}
