import type { CellState, StripCell } from "./series"

/** Availability of provider and route over many days, as it is drawn. */
export interface Strip {
  id: string
  name: string
  under: string
  cells: StripCell[]
  available: string
  /** `44 d` where traffic is shorter than the strip. */
  days: string | null
  now: CellState
  summary: string
  /** Where the hours of a day are asked for; the day's ends are added. */
  hoursPath: string
}
