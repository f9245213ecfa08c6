import "server-only"
import { timingSafeEqual } from "node:crypto"
import { createOrganisation, requireKnownZone } from "@/lib/auth/create-organisation"
import { hashPassword } from "@/lib/auth/password"
import type { SetupInput } from "@/lib/auth/setup-schema"
import { hashToken, randomToken } from "@/lib/auth/token"
import { accountPool, prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"
import { baseUrl } from "@/lib/env"
import { AppError } from "@/lib/errors"

const INSTALLATION = 1

/** Whether an owner exists. Until then the set-up page is the only one that works. */
export async function isSetUp(): Promise<boolean> {
  const row = await prisma().installation.findUnique({ where: { id: INSTALLATION } })
  return row?.completedAt != null
}

/**
 * Makes a new set-up token, which ends the one before, and returns the sentence to print; null once an
 * owner exists. The token stands behind `#`, so that it reaches no log and no other server.
 */
export async function firstRunNotice(): Promise<string | null> {
  const token = randomToken()
  const hash = hashToken(token)
  const changed = await execute(Prisma.sql`
    insert into installation (id, setup_token_hash) values (${INSTALLATION}, ${hash})
    on conflict (id) do update set setup_token_hash = excluded.setup_token_hash
    where installation.completed_at is null`)
  if (changed === 0) return null
  return `Nobody owns this installation yet. Open this address to set it up: ${baseUrl()}/setup#token=${token}`
}

function wrongToken(): AppError {
  return new AppError("forbidden", "This set-up token is not the one the server printed last.", {
    errors: [{ pointer: "/token", detail: "This is not the token the server printed last." }],
  })
}

async function requireOpen(setupTokenHash: Uint8Array<ArrayBuffer>): Promise<void> {
  const row = await prisma().installation.findUnique({ where: { id: INSTALLATION } })
  if (row?.completedAt)
    throw new AppError("conflict", "This installation is already set up. Sign in instead.")
  const expected = row?.setupTokenHash
  if (!expected || !timingSafeEqual(expected, setupTokenHash)) throw wrongToken()
}

/**
 * Makes the organisation and its owner, once per installation: of two at the same instant one wins and
 * the other is told. Throws `forbidden` for a wrong token and `conflict` when there is an owner.
 */
export async function completeSetup(input: SetupInput): Promise<{ orgId: number; accountId: number }> {
  const setupTokenHash = new Uint8Array(hashToken(input.token))
  // Before the costly hash, so that only the holder of the token can make the server work.
  await requireOpen(setupTokenHash)
  await requireKnownZone(input.zone)
  const passwordHash = await hashPassword(input.password)
  return transaction(async (on) => {
    const claimed = await execute(
      Prisma.sql`
        update installation set completed_at = ${new Date()}, setup_token_hash = null
        where id = ${INSTALLATION} and completed_at is null and setup_token_hash = ${Buffer.from(setupTokenHash)}`,
      { on },
    )
    if (claimed !== 1) {
      throw new AppError("conflict", "This installation is already set up. Sign in instead.")
    }
    const { organisation, zone, currency, name, email } = input
    const { orgId, accountId } = await createOrganisation(on, {
      name: organisation,
      zone,
      currency,
      isDemo: false,
      owner: { name, email, passwordHash },
    })
    return { orgId, accountId }
  }, accountPool())
}
