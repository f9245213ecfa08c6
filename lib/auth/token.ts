import { createHash, randomBytes } from "node:crypto"

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** Letters and digits, each equally likely: bytes that would favour some letters are thrown away. */
export function randomBase62(length: number): string {
  let text = ""
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
    }
  }
  return text
}

/** 256 bits, for a token that is used once. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url")
}

/** For tokens of full entropy only; passwords need argon2id. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest()
}
