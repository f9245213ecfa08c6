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

type Dated = Pick<KeySummary, "revoked_at" | "expires_at" | "last_used_at" | "created_at">

/** Revoked, expired, long unused or in order, at `now`. */
export function keyState({ revoked_at, expires_at, last_used_at, created_at }: Dated, now: Date): KeyState {
  if (revoked_at !== null) return { kind: "none", word: "revoked", ended: true }
  if (expires_at !== null && new Date(expires_at) <= now)
    return { kind: "none", word: "expired", ended: true }
  const idleMs = now.getTime() - new Date(last_used_at ?? created_at).getTime()
  if (idleMs > UNUSED_DAYS * DAY_MS) return { kind: "warn", word: "unused for 90 days", ended: false }
  return { kind: null, word: last_used_at === null ? "not used yet" : "in use", ended: false }
}
