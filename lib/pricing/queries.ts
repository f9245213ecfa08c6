import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { ownRows } from "@/lib/db/wall"
import type { PriceSearchAnswer, priceSearchQuery } from "./api-schema"
import { extendPriceBook, type PriceBook } from "./book"
import { catalogueDigest, defaultPriceBook } from "./default-book"
import { findPrices } from "./price-lines"
import { type ExchangeRate, exchangeRateSchema, priceRowSchema } from "./schema"

/** A price book and the text that changes whenever a price or a rate in it does. */
export interface VersionedBook {
  version: string
  book: PriceBook
}

const versionRow = z.object({ version: z.string() })
const overrideRow = z.object({ row: priceRowSchema })

/** Text that changes whenever an override or an exchange rate of the organisation does. */
export const overridesVersion = (orgId: number | Prisma.Sql) => Prisma.sql`(
  (select count(*) || '.' || coalesce(max(p.id), 0) || '.' || count(p.retired_at)
     from price_override p where p.org_id = ${orgId})
  || '/' ||
  (select count(*) || '.' || coalesce(max(e.created_at)::text, '') from exchange_rate e where e.org_id = ${orgId}))`

/** The version as it is this instant; books that are at hand may be a second older. */
export async function priceBookVersion(orgId: number): Promise<string> {
  const statement = Prisma.sql`select ${overridesVersion(orgId)} as version`
  const [found] = await ownRows(orgId, statement, versionRow, { pool: ingestPool() })
  return `${catalogueDigest()}/${found?.version ?? ""}`
}

async function load(orgId: number): Promise<PriceBook> {
  const overrides = await ownRows(
    orgId,
    Prisma.sql`select p.row from price_override p where p.org_id = ${orgId} and p.retired_at is null order by p.id`,
    overrideRow,
    { pool: ingestPool() },
  )
  const rates = await ownRows(
    orgId,
    Prisma.sql`select e.currency, e.day::text as date, e.usd_per_unit as "usdPerUnit", e.source
      from exchange_rate e where e.org_id = ${orgId} order by e.day`,
    exchangeRateSchema,
    { pool: ingestPool() },
  )
  return extendPriceBook(
    defaultPriceBook(),
    overrides.map(({ row }) => row),
    rates,
  )
}

const bookOf = keptFor(
  1_000,
  async (orgId: number, last: VersionedBook | undefined): Promise<VersionedBook> => {
    const version = await priceBookVersion(orgId)
    return last?.version === version ? last : { version, book: await load(orgId) }
  },
)

/** The same with its version, which an upgrade of the catalogue changes as well. */
export async function getVersionedBook(scope: Scope): Promise<VersionedBook> {
  return bookOf(scope.orgId)
}

/** The catalogue under the organisation's own prices and exchange rates; an edit is seen within a second. */
export async function getPriceBook(scope: Scope): Promise<PriceBook> {
  return (await bookOf(scope.orgId)).book
}

const ownRow = z.object({
  id: z.int(),
  row: priceRowSchema,
  added_at: z.date(),
  added_by: z.string().nullable(),
})
export type OwnPrice = z.output<typeof ownRow>

/** The organisation's own prices in force, past and to come, newest first; those taken back are left out. */
export function listOwnPrices({ orgId }: Scope): Promise<OwnPrice[]> {
  return ownRows(
    orgId,
    Prisma.sql`select p.id, p.row, p.created_at as added_at, a.name as added_by
      from price_override p left join account a on a.id = p.created_by
      where p.org_id = ${orgId} and p.retired_at is null order by p.id desc`,
    ownRow,
  )
}

/** Exchange rates the organisation entered, newest day first. */
export function listExchangeRates({ orgId }: Scope): Promise<ExchangeRate[]> {
  return ownRows(
    orgId,
    Prisma.sql`select e.currency, e.day::text as date, e.usd_per_unit as "usdPerUnit", e.source
      from exchange_rate e where e.org_id = ${orgId} order by e.day desc, e.currency`,
    exchangeRateSchema,
  )
}

const MOST_FOUND = 500

/** Own prices, and the first 500 rows of the book that a search finds. */
export async function searchPrices(
  scope: Scope,
  { text, provider, past }: z.output<typeof priceSearchQuery>,
  now: Date,
): Promise<PriceSearchAnswer> {
  const [book, own] = await Promise.all([getPriceBook(scope), listOwnPrices(scope)])
  const rows = findPrices(book.rows, { text, provider: provider ?? null, past: past === "true" }, now)
  return {
    own: own.map((price) => ({ ...price, added_at: price.added_at.toISOString() })),
    rows: rows.slice(0, MOST_FOUND),
    found: rows.length,
  }
}
