import { isCommonPassword } from "@/lib/auth/common-password"

export const MIN_PASSWORD_LENGTH = 8
/** Longer than any passphrase, and short enough that hashing it costs no more than another. */
export const MAX_PASSWORD_LENGTH = 256

/** The sentence that says why a password is refused, or null. No rule of composition: length counts. */
export function passwordFault(password: string, own: readonly string[] = []): string | null {
  const length = [...password].length
  if (length < MIN_PASSWORD_LENGTH) return `Use at least ${MIN_PASSWORD_LENGTH} characters; 15 are better.`
  if (length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`
  if (isCommonPassword(password, own)) return "This password is among the first that guessing tries."
  return null
}
