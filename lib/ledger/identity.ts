import { hash } from "node:crypto"

/** The two halves of a 128-bit digest, as PostgreSQL bigints. */
export interface Digest {
  key: bigint
  rest: bigint
}

function digestOf(text: string): Digest {
  const bytes = hash("sha256", text, "buffer")
  return { key: bytes.readBigInt64BE(0), rest: bytes.readBigInt64BE(8) }
}

const SEPARATOR = "\u0000"

/** An event is (organisation, source, the sender's id), for ever. */
export function eventDigest(sourceId: number, senderId: string): Digest {
  return digestOf(`event${SEPARATOR}${sourceId}${SEPARATOR}${senderId}`)
}

export function utcDay(time: Date): number {
  return Math.floor(time.getTime() / 86_400_000)
}

/** Drawn at random these are 64 bits at four a character: hexadecimal, the least that is in use. */
const LEAST_DRAWN = 16
/** Fewer different characters than any random id of that length has: a constant that stands for an id. */
const LEAST_DIFFERENT = 5

/**
 * Whether a response id can tell its call from every other of the day. Servers such as Ollama number answers below 1,000
 * or answer with a constant: what is no more than that names no call, although it is kept and shown. A leading word such
 * as `chatcmpl-`, `resp_` or `gen-` says nothing; of the rest at least 16 letters and digits are asked, 5 of them different.
 */
export function namesOneCall(responseId: string): boolean {
  const drawn = responseId.replace(/^[a-z]{2,12}[-_]/, "").replace(/[^a-z0-9]/gi, "")
  return drawn.length >= LEAST_DRAWN && new Set(drawn).size >= LEAST_DIFFERENT
}

/**
 * Where several reports of one call meet; `own` is null for an id that names no call. Some providers reuse response ids,
 * so the UTC day belongs to the identity; `neighbour` is the other day's digest when the call began within an hour of
 * midnight. `mark` tells one response from another, whoever says which provider gave it and when.
 */
export function responseDigests(
  provider: string,
  responseId: string,
  time: Date,
): { own: Digest | null; neighbour: Digest | null; mark: bigint } {
  const mark = responseMark(responseId)
  if (!namesOneCall(responseId)) return { own: null, neighbour: null, mark }
  const day = utcDay(time)
  const of = (d: number) =>
    digestOf(`response${SEPARATOR}${provider}${SEPARATOR}${responseId}${SEPARATOR}${d}`)
  const intoDay = time.getTime() - day * 86_400_000
  const hour = 3_600_000
  const other = intoDay < hour ? day - 1 : intoDay > 23 * hour ? day + 1 : null
  return { own: of(day), neighbour: other === null ? null : of(other), mark }
}

/** Never 0, which stands for none. */
function responseMark(responseId: string): bigint {
  return digestOf(`response${SEPARATOR}${responseId}`).key || 1n
}

/** Where reports of one call meet that name its span. A trace id is drawn once, so no day belongs to it. */
export function spanDigest(traceId: string, spanId: string): Digest {
  return digestOf(`span${SEPARATOR}${traceId.toLowerCase()}${SEPARATOR}${spanId.toLowerCase()}`)
}

/**
 * The sender's id of an event that has none: derived from the response, so that a repeat is recognised. Null where the
 * response's id names no call.
 */
export function derivedSenderId(provider: string, responseId: string | null, time: Date): string | null {
  if (responseId === null || !namesOneCall(responseId)) return null
  return `response:${provider}:${responseId}:${utcDay(time)}`
}

export function payloadDigest(body: string): bigint {
  return hash("sha256", body, "buffer").readBigInt64BE(0)
}

export function requestKey(requestId: string): bigint {
  return digestOf(`request${SEPARATOR}${requestId}`).key
}

/** A name for a dictionary entry, in PostgreSQL's uuid form. */
export function dictionaryDigest(text: string): string {
  const hex = hash("sha256", text, "hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

const PREFIX = "evt_"
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

/** `evt_` and thirteen base-32 characters (Crockford's alphabet). */
export function eventId(key: bigint): string {
  let value = BigInt.asUintN(64, key)
  let text = ""
  for (let i = 0; i < 13; i += 1) {
    text = ALPHABET.charAt(Number(value & 31n)) + text
    value >>= 5n
  }
  return PREFIX + text
}

/** Null when the text is not an event id. */
export function parseEventId(id: string): bigint | null {
  if (!/^evt_[0-9a-hjkmnp-tv-z]{13}$/.test(id)) return null
  let value = 0n
  for (const letter of id.slice(PREFIX.length)) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter))
  return value >> 64n === 0n ? BigInt.asIntN(64, value) : null
}
