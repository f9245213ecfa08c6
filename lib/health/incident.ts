import type { Scope } from "@/lib/auth/scope"
import type { Connection } from "@/lib/db/query"
import type { Burning } from "./burn"
import type { HealthKey } from "./paths"

export const INCIDENT_STATES = ["open", "over", "withdrawn"] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** Whoever looks, in one transaction. */
export interface Looking {
  on: Connection
  scope: Scope
  zone: string
  now: Date
}

/** What an incident is of: a route of a provider, or one model alone where the route's other models outweigh it. */
export interface IncidentPath {
  provider: string
  route: string
  model: string | null
}

/** Whether all calls of a row are calls of the incident's path. */
export function isOfWhole(incident: IncidentPath, { provider, model, route }: HealthKey): boolean {
  const ofRoute = incident.provider === provider && incident.route === route
  return ofRoute && (incident.model === null || incident.model === model)
}

/** Whether some are. */
export function isOfPart(incident: IncidentPath, { provider, model, route }: HealthKey): boolean {
  return isOfWhole(incident, { provider, model: model ?? incident.model, route })
}

/** A model whose calls failed in an incident, by the provider's fault. */
export interface FailedModel {
  model: string
  faults: number
}

export interface FoundIncident extends Burning, IncidentPath {}

/** An incident as it was written. */
export interface KnownIncident extends IncidentPath {
  id: number
  from: Date
  until: Date
  state: IncidentState
  annotationId: number | null
}
