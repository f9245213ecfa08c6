import "server-only"
import { turnstile } from "@/lib/auth/turnstile"
import type { Connection } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"

const WAITING = 20
type Lines = Map<number, ReturnType<typeof turnstile>>

const LINES = Symbol.for("tollgate.changesInTurn")
const processWide = globalThis as typeof globalThis & { [LINES]?: Lines }

/**
 * Changes of an organisation that lock each other out wait here, one after another, rather than each on a
 * connection that somebody else's session needs. Throws `too_many_requests` where too many wait.
 */
export function inTurn<T>(orgId: number, change: () => Promise<T>): Promise<T> {
  processWide[LINES] ??= new Map()
  const lines = processWide[LINES]
  const pass = lines.get(orgId) ?? turnstile(1, WAITING, "too_many_requests")
  lines.set(orgId, pass)
  return pass(change)
}

/** `behindWall()` for changes that lock each other out: one of an organisation holds a connection at a time. */
export function changeInTurn<T>(orgId: number, work: (on: Connection) => Promise<T>): Promise<T> {
  return inTurn(orgId, () => behindWall(orgId, work))
}
