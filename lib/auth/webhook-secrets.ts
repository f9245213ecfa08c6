import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"

const PREFIX = "whsec_"
const SECRET_BYTES = 32
/** How far a sender's clock may be off, and how long what it signed can be sent again by somebody else. */
const TOLERANCE_MS = 5 * 60_000
/** A sender signs with two secrets at most; whoever sends hundreds of signatures is guessing. */
const MOST_SIGNATURES = 10

/** The secrets that sign: the newest, and for a while the one before. */
export interface Secrets {
  secret: string
  former: { secret: string; until: string } | null
}

export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64")
}

/** Another secret, the former of which goes on signing until `until`. */
export function rotated({ secret }: Secrets, until: Date, now: Date): Secrets {
  return { secret: newSecret(), former: until > now ? { secret, until: until.toISOString() } : null }
}

function validOf({ secret, former }: Secrets, now: Date): string[] {
  return former && new Date(former.until) > now ? [secret, former.secret] : [secret]
}

function signature(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64")
  return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest()
}

/** The headers of Standard Webhooks. `id` stays over attempts, the time is that of this one. */
export function signedHeaders(secrets: Secrets, id: string, body: string, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const signatures = validOf(secrets, now).map(
    (each) => `v1,${signature(each, id, timestamp, body).toString("base64")}`,
  )
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  }
}

/** What a request says of itself, after Standard Webhooks. */
export interface Signed {
  id: string | null
  timestamp: string | null
  signature: string | null
}

/**
 * What is wrong with what a request says of its signature, seen before its body is read; null for nothing. A time
 * more than five minutes off is wrong: what was signed can be sent again by somebody else for so long.
 */
export function whyUnsignable({ id, timestamp, signature: given }: Signed, now: Date): string | null {
  if (!id || !timestamp || !given) {
    return "Sign the request as Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature."
  }
  if (id.length > 256) return "webhook-id is longer than 256 characters."
  if (!/^\d{1,12}$/.test(timestamp)) return "webhook-timestamp is not a time in whole seconds."
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) {
    return "webhook-timestamp is more than 5 minutes from now: check the sender's clock. A repeat is signed anew."
  }
  return null
}

/**
 * Whether a request was signed by whoever holds one of the secrets. Takes the same time whichever part of a
 * signature is wrong.
 */
export function isSigned(secrets: Secrets, signed: Signed, body: Buffer, now: Date): boolean {
  const { id, timestamp, signature: given } = signed
  if (!id || !timestamp || !given) return false
  const expected = validOf(secrets, now).map((secret) => signature(secret, id, timestamp, body))
  let matches = false
  for (const part of given.split(" ", MOST_SIGNATURES)) {
    const comma = part.indexOf(",")
    const bytes = Buffer.from(part.slice(comma + 1), "base64")
    if (part.slice(0, comma) !== "v1" || bytes.length !== 32) continue
    for (const each of expected) if (timingSafeEqual(each, bytes)) matches = true
  }
  return matches
}
