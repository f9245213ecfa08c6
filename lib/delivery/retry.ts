const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The longest wait before each further attempt; the last one goes on until the message is given up. */
const LONGEST = [10 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR]
const SHORTEST = SECOND
/** What a receiver may ask for at most. */
const MOST_PATIENCE = DAY

/** So long a message is tried, and an endpoint may fail without a success before it is switched off. */
export const GIVE_UP_MS = 5 * DAY

export interface Tried {
  /** Attempts since the message was due, the last one included. */
  attempts: number
  dueSince: number
  now: number
  retryAfterMs: number | null
}

/**
 * When to try again; null gives up. A wait is drawn evenly up to its longest (full jitter), so that what failed
 * together does not come back together, and is never shorter than the receiver asked for.
 */
export function nextTry(
  { attempts, dueSince, now, retryAfterMs }: Tried,
  random = Math.random,
): number | null {
  if (now - dueSince >= GIVE_UP_MS) return null
  const longest = LONGEST[Math.min(attempts, LONGEST.length) - 1] ?? LONGEST[0] ?? SHORTEST
  const drawn = Math.max(SHORTEST, random() * longest)
  const asked = Math.min(retryAfterMs ?? 0, MOST_PATIENCE)
  // Added, not the greater of both: those who were told the same do not come at the same instant either.
  return Math.round(now + asked + drawn)
}
