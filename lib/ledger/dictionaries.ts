import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { createDictionary } from "./dictionary"
import type { Attempt, PriceSnapshot } from "./usage-event"

/** The tuple of low-cardinality dimensions that a charge points to. Keys are the columns of `context`. */
export interface ContextEntry {
  source_id: number
  api_key_id: number | null
  provider: string
  model: string
  route: string
  service_tier: string | null
  status: string
  error_class: string | null
  attempt: Attempt
  agent: string | null
  feature: string | null
  team: string | null
  environment: string | null
  tags: Record<string, string>
}

const numbered = z.object({ digest: z.string(), id: z.number() })

/** Looks digests up in a dictionary's table. */
const findIn = (table: Prisma.Sql) => (client: Connection, orgId: number, digests: string[]) =>
  query(
    Prisma.sql`select digest, id from ${table} where org_id = ${orgId} and digest = any (${digests}::uuid[])`,
    numbered,
    { on: client },
  )

function sortedTags(tags: Record<string, string>): Record<string, string> | null {
  const keys = Object.keys(tags)
  if (keys.length === 0) return null
  return Object.fromEntries(keys.sort().map((key) => [key, tags[key] ?? ""]))
}

/** A context with the text that tells it from others, which is made once. */
export interface NamedContext {
  text: string
  entry: ContextEntry
}

export function namedContext(entry: ContextEntry): NamedContext {
  const text = JSON.stringify([
    entry.source_id,
    entry.api_key_id,
    entry.provider,
    entry.model,
    entry.route,
    entry.service_tier,
    entry.status,
    entry.error_class,
    entry.agent,
    entry.feature,
    entry.team,
    entry.environment,
    sortedTags(entry.tags),
    // First attempts are told by the texts that they had before others were told apart.
    ...(entry.attempt === "first" ? [] : [entry.attempt]),
  ])
  return { text, entry }
}

export const contexts = createDictionary<NamedContext>({
  textOf: ({ text }) => text,
  find: findIn(Prisma.sql`context`),
  async create(client, orgId, digests, entries) {
    const docs = entries.map(({ entry }) => JSON.stringify(entry))
    const made = Prisma.sql`select digest, id from ledger_contexts(${orgId}, ${digests}::uuid[], ${docs}::jsonb[])`
    return query(made, numbered, { on: client })
  },
})

export const endUsers = createDictionary<string>({
  textOf: (name) => name,
  find: findIn(Prisma.sql`end_user`),
  async create(client, orgId, digests, names) {
    const made = Prisma.sql`select digest, id from ledger_users(${orgId}, ${digests}::uuid[], ${names}::text[])`
    return query(made, numbered, { on: client })
  },
})

export const sessions = createDictionary<string>({
  textOf: (name) => name,
  find: findIn(Prisma.sql`usage_session`),
  async create(client, orgId, digests, names) {
    const made = Prisma.sql`select digest, id from ledger_sessions(${orgId}, ${digests}::uuid[], ${names}::text[])`
    return query(made, numbered, { on: client })
  },
})

const rowTexts = new WeakMap<object, string>()
function textOfRow(row: object | null): string {
  if (row === null) return ""
  let text = rowTexts.get(row)
  if (text === undefined) {
    text = JSON.stringify(row)
    rowTexts.set(row, text)
  }
  return text
}

/** What tells two snapshots apart: row ids alone would not, once an override is edited. */
function textOfPrice({ list, override, exchange }: PriceSnapshot): string {
  // The very text that is kept with the row: its hash is known.
  if (override === null && exchange === null) return textOfRow(list)
  return `${textOfRow(list)}\u0000${textOfRow(override)}\u0000${exchange ? JSON.stringify(exchange) : ""}`
}

export const prices = createDictionary<PriceSnapshot>({
  textOf: textOfPrice,
  find: findIn(Prisma.sql`price_used`),
  async create(client, orgId, digests, entries) {
    const json = (value: object | null) => (value ? JSON.stringify(value) : null)
    const made = Prisma.sql`select digest, id from ledger_prices(${orgId}, ${digests}::uuid[],
      ${entries.map((entry) => json(entry.list))}::jsonb[], ${entries.map((entry) => json(entry.override))}::jsonb[],
      ${entries.map((entry) => json(entry.exchange))}::jsonb[])`
    return query(made, numbered, { on: client })
  },
})
