import "server-only"
import { createSecretKey, type KeyObject } from "node:crypto"
import { env } from "@/lib/env"

function required(name: "NEXTAUTH_SECRET" | "TOLLGATE_KEY_PEPPER"): string {
  const secret = env()[name]
  if (secret !== undefined) return secret
  throw new Error(`${name} is not set: start Tollgate with npm start, which keeps secrets of its own.`)
}

/** Signs session cookies. */
export function sessionSecret(): string {
  return required("NEXTAUTH_SECRET")
}

let pepper: KeyObject | undefined

/** Keyed into the hash of every API key, so that a stolen database holds nothing to guess against. */
export function keyPepper(): KeyObject {
  pepper ??= createSecretKey(required("TOLLGATE_KEY_PEPPER"), "utf8")
  return pepper
}
