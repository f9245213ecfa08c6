import { AppError } from "@/lib/errors"

/** Exports of one organisation, and of all together, that run at once in this process. */
const MOST_OF_ONE = 2
const MOST_OF_ALL = 4
const RETRY_AFTER_SECONDS = 30

const running = new Map<number, number>()

/**
 * Takes a place among the running exports and gives the way to leave it, once. Throws
 * `too_many_requests` while the organisation has all of its own, `unavailable` while the server has.
 */
export function enterExport(orgId: number): () => void {
  const own = running.get(orgId) ?? 0
  const all = [...running.values()].reduce((sum, count) => sum + count, 0)
  const options = { retryAfterSeconds: RETRY_AFTER_SECONDS }
  if (own >= MOST_OF_ONE) {
    const sentence = `${MOST_OF_ONE} exports of this organisation are running. Try again when one has ended.`
    throw new AppError("too_many_requests", sentence, options)
  }
  if (all >= MOST_OF_ALL) {
    throw new AppError("unavailable", "Too many exports are running. Try again in a minute.", options)
  }
  running.set(orgId, own + 1)
  let left = false
  return () => {
    if (left) return
    left = true
    const now = (running.get(orgId) ?? 1) - 1
    if (now > 0) running.set(orgId, now)
    else running.delete(orgId)
  }
}
