import "server-only"
import * as z from "zod"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { seal, unseal } from "@/lib/auth/seal"
import { countWrongSignature, refuseThrottledSigner } from "@/lib/auth/throttle"
import { randomBase62 } from "@/lib/auth/token"
import { turnstile } from "@/lib/auth/turnstile"
import { isSigned, newSecret, type Secrets, type Signed, whyUnsignable } from "@/lib/auth/webhook-secrets"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const ID_LENGTH = 20
const WHOLE = /^wh_[0-9A-Za-z]{20}$/
/** Look-ups share the connections that write events; a flood of unknown addresses passes few at a time. */
const lookUp = turnstile(2, 2_000)

const secretsSchema = z.object({
  secret: z.string(),
  former: z.object({ secret: z.string(), until: z.string() }).nullable(),
})

interface Place {
  orgId: number
  sourceId: number
}

const placeOf = ({ orgId, sourceId }: Place) => `source webhook ${orgId}/${sourceId}`

export function sealSecrets(secrets: Secrets, place: Place): string {
  return seal(JSON.stringify(secrets), placeOf(place))
}

/** Throws `unavailable` for what this installation's secret does not open. */
export function openSecrets(sealed: string, place: Place): Secrets {
  return secretsSchema.parse(JSON.parse(unseal(sealed, placeOf(place))))
}

/** The name in the address that a source sends to, and its first secret. */
export function newWebhook(): { publicId: string; secrets: Secrets } {
  return { publicId: `wh_${randomBase62(ID_LENGTH)}`, secrets: { secret: newSecret(), former: null } }
}

const webhookRow = z.object({ org_id: z.int(), source_id: z.int(), sealed: z.string() })

const UNKNOWN = "No source has this address. It is shown on the Sources screen."

/** A source that was named, with what its requests are signed with. */
export interface Webhook extends Place {
  publicId: string
  sealed: string
}

/**
 * Whose request this claims to be, by what is known before its body is read. Throws `unauthenticated` for headers that
 * cannot be those of a signature of these minutes or an address of nobody, `too_many_requests` after too many wrong
 * signatures from where it comes.
 */
export async function findWebhook(publicId: string, signed: Signed, from: string): Promise<Webhook> {
  const fault = whyUnsignable(signed, new Date())
  if (fault !== null) throw new AppError("unauthenticated", fault)
  if (!WHOLE.test(publicId)) throw new AppError("unauthenticated", UNKNOWN)
  refuseThrottledSigner(publicId, from)
  const [row] = await lookUp(() =>
    query(
      Prisma.sql`select w.org_id, w.source_id, w.sealed from source_webhook w where w.public_id = ${publicId}`,
      webhookRow,
      { on: ingestPool(), prepare: true },
    ),
  )
  if (!row) throw new AppError("unauthenticated", UNKNOWN)
  return { publicId, orgId: row.org_id, sourceId: row.source_id, sealed: row.sealed }
}

const WRONG = "webhook-signature was not made with this source's secret over these bytes."

/**
 * Whose signed request this is. Throws `unauthenticated` for one that its source did not sign just now,
 * `too_many_requests` after too many of these.
 */
export async function authenticateWebhook(
  webhook: Webhook,
  signed: Signed,
  body: Buffer,
  from: string,
): Promise<{ scope: Scope; sourceId: number }> {
  const now = new Date()
  const fault = whyUnsignable(signed, now)
  if (fault !== null) throw new AppError("unauthenticated", fault)
  if (!isSigned(openSecrets(webhook.sealed, webhook), signed, body, now)) {
    await countWrongSignature(webhook.publicId, from)
    throw new AppError("unauthenticated", WRONG)
  }
  const { orgId, sourceId } = webhook
  return { scope: mintScope(orgId, { kind: "system", job: "webhook" }), sourceId }
}
