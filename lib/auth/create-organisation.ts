import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

export interface NewOrganisation {
  name: string
  zone: string
  currency: string
  isDemo: boolean
  owner: { name: string; email: string; passwordHash: string }
}

const MAX_SLUG = 40

/** Small letters, digits and hyphens of a name, for addresses and file names. */
export function slugOf(name: string): string {
  const letters = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
  const plain = letters.replaceAll(/[^a-z0-9]+/g, "-")
  return plain.slice(0, MAX_SLUG).replaceAll(/^-+|-+$/g, "") || "organisation"
}

async function freeSlug(tx: Prisma.TransactionClient, name: string): Promise<string> {
  const slug = slugOf(name)
  const taken = await tx.organisation.findMany({
    where: { slug: { startsWith: slug } },
    select: { slug: true },
  })
  const used = new Set(taken.map((row) => row.slug))
  let candidate = slug
  for (let n = 2; used.has(candidate); n += 1) candidate = `${slug}-${n}`
  return candidate
}

/** PostgreSQL reckons with its own list of zones, and a zone it lacks would fail every query. */
export async function requireKnownZone(zone: string): Promise<void> {
  const known = await query(
    Prisma.sql`select 1 as one from pg_timezone_names where lower(name) = lower(${zone}) limit 1`,
    z.unknown(),
  )
  if (known.length > 0) return
  const detail = `The database does not know the time zone ${zone}. Choose its usual name.`
  throw new AppError("invalid", detail, { errors: [{ pointer: "/zone", detail }] })
}

/** An organisation and the account that owns it, inside the caller's transaction. `requireKnownZone` first. */
export async function createOrganisation(
  tx: Prisma.TransactionClient,
  { name, zone, currency, isDemo, owner }: NewOrganisation,
): Promise<{ orgId: number; accountId: number }> {
  const slug = await freeSlug(tx, name)
  const { id: orgId } = await tx.organisation.create({ data: { slug, name, zone, currency, isDemo } })
  const { id: accountId } = await tx.account.create({ data: owner })
  await tx.membership.create({ data: { orgId, accountId, role: "owner" } })
  return { orgId, accountId }
}
