import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { createDictionary } from "./dictionary"
import type { PriceSnapshot } from "./usage-event"

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
  agent: string | null
  feature: string | null
  team: string | null
  environment: string | null
  tags: Record<string, string>
}

const numbered = z.object({ digest: z.string(), id: z.number() })

function sortedTags(tags: Record<string, string>): Record<string, string> | null {
  const keys = Object.keys(tags)
  if (keys.length === 0) return null
  return Object.fromEntries(keys.sort().map((key) => [key, tags[key] ?? ""]))
}

export const contexts = createDictionary<ContextEntry>({
  textOf: (c) =>
    JSON.stringify([
      c.source_id,
      c.api_key_id,
      c.provider,
      c.model,
      c.route,
      c.service_tier,
      c.status,
      c.error_class,
      c.agent,
      c.feature,
      c.team,
      c.environment,
      sortedTags(c.tags),
    ]),
  async create(client, orgId, digests, entries) {
    const docs = entries.map((entry) => JSON.stringify(entry))
    const made = Prisma.sql`select digest, id from ledger_contexts(${orgId}, ${digests}::uuid[], ${docs}::jsonb[])`
    return query(made, numbered, { on: client })
  },
})

export const endUsers = createDictionary<string>({
  textOf: (name) => name,
  async create(client, orgId, digests, names) {
    const made = Prisma.sql`select digest, id from ledger_users(${orgId}, ${digests}::uuid[], ${names}::text[])`
    return query(made, numbered, { on: client })
  },
})

export const sessions = createDictionary<string>({
  textOf: (name) => name,
  async create(client, orgId, digests, names) {
    const made = Prisma.sql`select digest, id from ledger_sessions(${orgId}, ${digests}::uuid[], ${names}::text[])`
    return query(made, numbered, { on: client })
  },
})

/** What tells two snapshots apart: row ids alone would not, once an override is edited. */
const snapshotTexts = new WeakMap<object, string>()
function textOfRow(row: object | null): string {
  if (row === null) return ""
  let text = snapshotTexts.get(row)
  if (text === undefined) {
    text = JSON.stringify(row)
    snapshotTexts.set(row, text)
  }
  return text
}

export const prices = createDictionary<PriceSnapshot>({
  textOf: (p) =>
    `${textOfRow(p.list)}\u0000${textOfRow(p.override)}\u0000${p.exchange ? JSON.stringify(p.exchange) : ""}`,
  async create(client, orgId, digests, entries) {
    const json = (value: object | null) => (value ? JSON.stringify(value) : null)
    const made = Prisma.sql`select digest, id from ledger_prices(${orgId}, ${digests}::uuid[],
      ${entries.map((entry) => json(entry.list))}::jsonb[], ${entries.map((entry) => json(entry.override))}::jsonb[],
      ${entries.map((entry) => json(entry.exchange))}::jsonb[])`
    return query(made, numbered, { on: client })
  },
})
