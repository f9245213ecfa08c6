import type { StatusKind } from "@/components/ui/status"
import type { KeySummary } from "@/lib/auth/key-schema"

const DAY_MS = 86_400_000
const UNUSED_DAYS = 90

export interface KeyState {
  kind: StatusKind | null
  word: string
  /** It opens nothing any more. */
  ended: boolean
}

type Dated = Pick<
  KeySummary,
  | "revoked_at"
  | "expires_at"
  | "last_used_at"
  | "created_at"
  | "replaced_by"
  | "created_by"
  | "scopes"
  | "scopes_now"
>

/** Revoked, expired, replaced, without its maker, long unused or in order, at `now`. */
export function keyState(key: Dated, now: Date): KeyState {
  const { revoked_at, expires_at, last_used_at, created_at, replaced_by, scopes, scopes_now } = key
  if (revoked_at !== null) return { kind: "none", word: "revoked", ended: true }
  if (expires_at !== null && new Date(expires_at) <= now)
    return { kind: "none", word: "expired", ended: true }
  if (replaced_by !== null) return { kind: "warn", word: "replaced, still works", ended: false }
  if (key.created_by?.is_member === false) return { kind: "warn", word: "its maker has left", ended: false }
  if (scopes_now.length < scopes.length)
    return { kind: "warn", word: "its maker has lost rights", ended: false }
  const idleMs = now.getTime() - new Date(last_used_at ?? created_at).getTime()
  if (idleMs > UNUSED_DAYS * DAY_MS) return { kind: "warn", word: "unused for 90 days", ended: false }
  return { kind: null, word: last_used_at === null ? "not used yet" : "in use", ended: false }
}
