import "server-only"
import { randomBytes } from "node:crypto"
import { hash, verify } from "@node-rs/argon2"
import { MAX_PASSWORD_LENGTH } from "@/lib/auth/password-rules"
import { turnstile } from "@/lib/auth/turnstile"
import { AppError } from "@/lib/errors"

const ARGON2ID = 2
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each hash takes 19 MiB and a thread for tens of milliseconds: two at a time, and a short queue. */
const hashing = turnstile(2, 40)

/** What an unknown account is checked against, so that its refusal takes as long as a known one's. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$c3Ryb25nZXN0IGdhdGU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/** An argon2id string in PHC form. Throws `unavailable` when too many wait to be hashed. */
export function hashPassword(password: string): Promise<string> {
  return hashing(() => hash(password.normalize("NFKC"), COST))
}

/** The hash of no password that anybody knows, for accounts that a provider signs in. */
export function unknownPasswordHash(): string {
  const part = (bytes: number) => randomBytes(bytes).toString("base64").replace(/=+$/, "")
  return `$argon2id$v=19$m=19456,t=2,p=1$${part(16)}$${part(32)}`
}

/** Takes as long whether there is a hash to compare with or not. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  if (password.length > 4 * MAX_PASSWORD_LENGTH) return false
  try {
    const matches = await hashing(() => verify(passwordHash ?? NOBODY, password.normalize("NFKC")))
    return matches && passwordHash !== null
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new Error("A stored password hash cannot be read.", { cause: error })
  }
}
