import "server-only"
import { createHmac, timingSafeEqual } from "node:crypto"
import { sessionSecret } from "@/lib/auth/secrets"

/** Whose letters of which schedule end. */
export interface Subscription {
  orgId: number
  scheduleId: number
  recipient: string
}

function signature(body: string): Buffer {
  return createHmac("sha256", sessionSecret()).update(`report unsubscribe ${body}`).digest()
}

/** A link's text that can end these letters and nothing else. */
export function unsubscribeToken({ orgId, scheduleId, recipient }: Subscription): string {
  const body = Buffer.from(JSON.stringify([orgId, scheduleId, recipient])).toString("base64url")
  return `${body}.${signature(body).toString("base64url")}`
}

/** Null for a text that is not ours. */
export function readUnsubscribeToken(token: string): Subscription | null {
  const [body = "", given = ""] = token.split(".")
  const right = signature(body)
  const bytes = Buffer.from(given, "base64url")
  if (bytes.length !== right.length || !timingSafeEqual(bytes, right)) return null
  const [orgId, scheduleId, recipient] = JSON.parse(Buffer.from(body, "base64url").toString("utf8"))
  return { orgId, scheduleId, recipient }
}
