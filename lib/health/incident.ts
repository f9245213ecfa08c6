import type { Scope } from "@/lib/auth/scope"
import type { Connection } from "@/lib/db/query"
import type { Burning } from "./burn"

export const INCIDENT_STATES = ["open", "over", "withdrawn"] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** Whoever looks, in one transaction. */
export interface Looking {
  on: Connection
  scope: Scope
  zone: string
  now: Date
}

export interface FoundIncident extends Burning {
  provider: string
  route: string
}

/** An incident as it was written. */
export interface KnownIncident {
  id: number
  provider: string
  route: string
  from: Date
  until: Date
  state: IncidentState
  annotationId: number | null
}
