import "server-only"
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto"
import { keyPepper } from "@/lib/auth/secrets"
import { AppError } from "@/lib/errors"

const FORMAT = "v1"
const NONCE_BYTES = 12
const TAG_BYTES = 16

interface SealingKey {
  id: string
  bytes: Buffer
}

let kept: SealingKey | undefined

/** Drawn from the installation's own secret; its id says which one a text was sealed with. */
function sealingKey(): SealingKey {
  if (kept) return kept
  const bytes = Buffer.from(hkdfSync("sha256", keyPepper().export(), "", "tollgate seal v1", 32))
  const id = createHash("sha256").update(bytes).digest("hex").slice(0, 8)
  kept = { id, bytes }
  return kept
}

/** Encrypts what the database must hold and not tell. Only the same `place` opens it again. */
export function seal(plain: string, place: string): string {
  const { id, bytes } = sealingKey()
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", bytes, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([nonce, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()])
  return `${FORMAT}.${id}.${sealed.toString("base64url")}`
}

/** Throws `unavailable` for what was sealed with another installation's secret, or for another place. */
export function unseal(sealed: string, place: string): string {
  const { id, bytes } = sealingKey()
  const [format, keyId, body = ""] = sealed.split(".")
  if (format !== FORMAT || keyId !== id) {
    throw new AppError(
      "unavailable",
      "This was sealed with another TOLLGATE_KEY_PEPPER than today's. Enter it anew.",
    )
  }
  const whole = Buffer.from(body, "base64url")
  const decipher = createDecipheriv("aes-256-gcm", bytes, whole.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(place)).setAuthTag(whole.subarray(-TAG_BYTES))
  try {
    const plain = [decipher.update(whole.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]
    return Buffer.concat(plain).toString("utf8")
  } catch (cause) {
    throw new AppError("unavailable", "A sealed value was changed. Enter it anew.", { cause })
  }
}
