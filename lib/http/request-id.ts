import { randomUUID } from "node:crypto"

/** A version 7 UUID: ids of later requests sort after earlier ones to the millisecond. */
export function newRequestId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, "0")
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
