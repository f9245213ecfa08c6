import { createHmac, randomBytes } from "node:crypto"
import type { AlertMessage } from "./message"
import { linkOf } from "./words"

const PREFIX = "whsec_"
const SECRET_BYTES = 32

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

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64")
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
}

/** The headers of Standard Webhooks. `id` stays over attempts, the time is that of this one. */
export function signedHeaders({ secret, former }: Secrets, id: string, body: string, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const valid = former && new Date(former.until) > now ? [secret, former.secret] : [secret]
  const signatures = valid.map((each) => signature(each, `${id}.${timestamp}.${body}`))
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  }
}

/** What a webhook of one's own receives: the message as it is, with a whole link. */
export function webhookBody(message: AlertMessage): string {
  const { at, path: _, ...data } = message
  return JSON.stringify({
    type: `alert.${message.state}`,
    timestamp: at,
    data: { ...data, link: linkOf(message) },
  })
}
