import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { mintScope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
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

const slugRow = z.object({ slug: z.string() })
const idRow = z.object({ id: z.int() })

async function freeSlug(on: Connection, name: string): Promise<string> {
  const slug = slugOf(name)
  const taken = await query(
    Prisma.sql`select o.slug from organisation o where starts_with(o.slug, ${slug})`,
    slugRow,
    { on },
  )
  const used = new Set(taken.map((row) => row.slug))
  let candidate = slug
  for (let n = 2; used.has(candidate); n += 1) candidate = `${slug}-${n}`
  return candidate
}

async function insertOne(on: Connection, statement: Prisma.Sql): Promise<number> {
  const [row] = await query(statement, idRow, { on })
  if (!row) throw new Error("A row that was just written was not told.")
  return row.id
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
  on: Connection,
  { name, zone, currency, isDemo, owner }: NewOrganisation,
): Promise<{ orgId: number; accountId: number }> {
  const slug = await freeSlug(on, name)
  const orgId = await insertOne(
    on,
    Prisma.sql`
      insert into organisation (slug, name, zone, currency, is_demo)
      values (${slug}, ${name}, ${zone}, ${currency}, ${isDemo}) returning id`,
  )
  const accountId = await insertOne(
    on,
    Prisma.sql`
      insert into account (email, name, password_hash)
      values (${owner.email}, ${owner.name}, ${owner.passwordHash}) returning id`,
  )
  await execute(
    Prisma.sql`insert into membership (org_id, account_id, role) values (${orgId}, ${accountId}, 'owner')`,
    { on },
  )
  const scope = mintScope(orgId, { kind: "user", userId: accountId, role: "owner" })
  const after = { name, zone, currency, owner: owner.email, is_demo: isDemo }
  await recordAudit(on, scope, { action: "organisation.create", subject: "organisation", after })
  return { orgId, accountId }
}
