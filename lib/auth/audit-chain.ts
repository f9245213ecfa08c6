import { createHash } from "node:crypto"

/** What an entry's hash covers, beside the hash before it. */
export interface ChainedEntry {
  orgId: number
  id: number
  at: Date
  actorKind: string
  actorId: number | null
  actorName: string
  address: string | null
  action: string
  subject: string
  before: unknown
  after: unknown
}

/** What stands before the first entry of every organisation. */
export const NO_HASH: Buffer = Buffer.alloc(32)

/** One text per value, whatever the order of an object's members: jsonb keeps none. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`)
  return `{${members.join(",")}}`
}

/** SHA-256 over the hash before and the entry as a list in a fixed order. */
export function entryHash(previous: Uint8Array, entry: ChainedEntry): Buffer {
  const { orgId, id, at, actorKind, actorId, actorName, address, action, subject, before, after } = entry
  const who = [actorKind, actorId, actorName, address]
  const text = canonicalText([orgId, id, at.toISOString(), ...who, action, subject, before, after])
  return createHash("sha256").update(previous).update(text).digest()
}
