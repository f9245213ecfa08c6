/** What became of one attempt. */
export interface Outcome {
  /** Null: it was taken. */
  fault: string | null
  status: number | null
  answer: string | null
  /** Not before so many milliseconds. */
  retryAfterMs: number | null
  /** The receiver says that it will never take anything again. */
  gone: boolean
}

/** An attempt that brought no answer. */
export function unanswered(fault: string): Outcome {
  return { fault, status: null, answer: null, retryAfterMs: null, gone: false }
}

const KEPT_BYTES = 1_024
const DATE_AHEAD = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /

/** `Retry-After` as whole seconds or a date; null for what is neither, or past. */
export function retryAfterMs(text: string | null, now: number): number | null {
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const at = DATE_AHEAD.test(text) ? Date.parse(text) : Number.NaN
  return at > now ? at - now : null
}

/** The beginning of an answer as the database can hold it. */
function keptText(text: string): string | null {
  const bytes = Buffer.from(text.replaceAll("\0", "")).subarray(0, KEPT_BYTES)
  return bytes.length === 0 ? null : bytes.toString("utf8").replace(/�+$/, "")
}

/** What an HTTP answer means for the message. */
export function outcomeOf(
  { status, retryAfter, text }: { status: number; retryAfter: string | null; text: string },
  now: number,
): Outcome {
  const taken = status >= 200 && status < 300
  return {
    status,
    fault: taken ? null : faultOf(status),
    answer: keptText(text),
    retryAfterMs: taken ? null : retryAfterMs(retryAfter, now),
    gone: status === 410,
  }
}

function faultOf(status: number): string {
  if (status === 410) return "The receiver says that this address is gone (410)."
  if (status >= 300 && status < 400)
    return `The receiver answered with a redirect (${status}), which is not followed.`
  if (status === 429) return "The receiver asks for fewer messages (429)."
  return `The receiver answered with ${status}.`
}
