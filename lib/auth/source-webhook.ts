import "server-only"
import * as z from "zod"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { seal, unseal } from "@/lib/auth/seal"
import { randomBase62 } from "@/lib/auth/token"
import { turnstile } from "@/lib/auth/turnstile"
import { newSecret, type Secrets, type Signed, whyUnsigned } from "@/lib/auth/webhook-secrets"
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

/** Whose signed request this is. Throws `unauthenticated` for one that its source did not sign just now. */
export async function authenticateWebhook(
  publicId: string,
  signed: Signed,
  body: Buffer,
): Promise<{ scope: Scope; sourceId: number }> {
  if (!WHOLE.test(publicId)) throw new AppError("unauthenticated", UNKNOWN)
  const [row] = await lookUp(() =>
    query(
      Prisma.sql`select w.org_id, w.source_id, w.sealed from source_webhook w where w.public_id = ${publicId}`,
      webhookRow,
      { on: ingestPool(), prepare: true },
    ),
  )
  if (!row) throw new AppError("unauthenticated", UNKNOWN)
  const place = { orgId: row.org_id, sourceId: row.source_id }
  const fault = whyUnsigned(openSecrets(row.sealed, place), signed, body, new Date())
  if (fault !== null) throw new AppError("unauthenticated", fault)
  return { scope: mintScope(row.org_id, { kind: "system", job: "webhook" }), sourceId: row.source_id }
}
