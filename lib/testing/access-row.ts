import type { KeyScope, Role } from "@/lib/auth/scope"

/** Who may ask: those signed in by role, and keys by scope. */
export type Asker = Role | `key:${KeyScope}` | "anonymous"

/** Names and ids of what the organisation under test holds. */
export interface Seeded {
  sourceId: number
  /** Of one that signs what it sends. */
  signingSourceId: number
  keyId: number
  eventId: string
  memberId: number
  invitationId: number
  auditId: number
  annotationId: number
  viewId: number
  creditId: number
  rerateId: number
  priceId: number
  /** A value that bears no other name, and the number of a name that was given. */
  nameValue: string
  nameId: number
  reportId: number
  budgetSlug: string
  increaseId: number
  endpointId: number
  deliveryId: string
  ruleSlug: string
  alertId: number
  muteId: number
  smokeRunId: number
  billId: number
  /** What the bill names, and a note on it. */
  billModel: string
  billNoteId: number
}

export interface AccessRow {
  /** Everybody else is refused. */
  allow: readonly Asker[]
  params?: (seeded: Seeded) => Record<string, string>
  search?: string
  body?: (seeded: Seeded) => unknown
  /** Whoever may ask is told with this status what to do instead. */
  refuses?: number
  /** The path names one thing of the organisation: for another organisation it is not there. */
  isItem?: true
  /** Who may depends on whose thing it is: it is looked for before anybody is refused. */
  byOwner?: true
  /** Asked by somebody who may, this changes what the next would find: a fresh thing each time. */
  spends?:
    | "key"
    | "member"
    | "invitation"
    | "session"
    | "annotation"
    | "view"
    | "credit"
    | "price"
    | "name"
    | "report"
    | "endpoint"
    | "budget"
    | "alert"
    | "rerate"
    | "smoke"
    | "source"
    | "bill"
    | "mapping"
}

export const ASKERS: readonly Asker[] = [
  "anonymous",
  "owner",
  "admin",
  "finance",
  "engineer",
  "viewer",
  "key:ingest",
  "key:backfill",
  "key:authorize",
  "key:smoke",
  "key:read",
  "key:admin",
]
