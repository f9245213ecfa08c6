import "server-only"
import { createSecretKey, type KeyObject } from "node:crypto"
import { env } from "@/lib/env"
import { keptSecrets, type Secrets } from "@/lib/env-secrets"

let kept: Secrets | undefined

function secrets(): Secrets {
  kept ??= keptSecrets(env().TOLLGATE_DATA_DIR)
  return kept
}

/** Signs session cookies: the environment's, else the installation's own. */
export function sessionSecret(): string {
  return env().NEXTAUTH_SECRET ?? secrets().nextauthSecret
}

let pepper: KeyObject | undefined

/** Keyed into the hash of every API key, so that a stolen database holds nothing to guess against. */
export function keyPepper(): KeyObject {
  pepper ??= createSecretKey(env().TOLLGATE_KEY_PEPPER ?? secrets().keyPepper, "utf8")
  return pepper
}
