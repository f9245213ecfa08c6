import "server-only"
import { createHmac } from "node:crypto"
import { keyPepper } from "@/lib/auth/secrets"
import { randomBase62 } from "@/lib/auth/token"

const ID_LENGTH = 12
/** 62^43 is more than 2^256. */
const SECRET_LENGTH = 43
const HINT_LENGTH = 4

const WHOLE = /^tg_[a-z0-9]{1,20}_([0-9A-Za-z]{12})_[0-9A-Za-z]{43}$/

export interface NewKey {
  /** The key itself: given to its owner once and kept nowhere. */
  key: string
  publicId: string
  secretHash: Uint8Array<ArrayBuffer>
  /** The last characters, so that a person can tell keys apart. */
  hint: string
}

/** What is kept of a key. */
export function keyHash(key: string): Buffer {
  return createHmac("sha256", keyPepper()).update(key).digest()
}

export function makeKey(environment: string): NewKey {
  const publicId = randomBase62(ID_LENGTH)
  const key = `tg_${environment}_${publicId}_${randomBase62(SECRET_LENGTH)}`
  return { key, publicId, secretHash: new Uint8Array(keyHash(key)), hint: key.slice(-HINT_LENGTH) }
}

/** The part of a key it is looked up by, or null when the text is no key. */
export function publicIdOf(key: string): string | null {
  return WHOLE.exec(key)?.[1] ?? null
}

/** A key as screens show it. */
export function shownKey(environment: string, publicId: string, hint: string): string {
  return `tg_${environment}_${publicId}_…${hint}`
}
