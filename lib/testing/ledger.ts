import * as z from "zod"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { draftEvent, type Pricing } from "@/lib/ledger/charges"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { createPriceBook } from "@/lib/pricing/book"
import type { PriceRow } from "@/lib/pricing/schema"
import { type ReadOptions, readEvent } from "@/lib/sources/events"
import type { EventInput } from "@/lib/sources/events-schema"

function row(provider: string, model: string, input: string, read: string, output: string): PriceRow {
  return {
    id: `${provider}/${model}@2026-01-01`,
    layer: "catalogue",
    provider,
    models: [model],
    conditions: {},
    effectiveFrom: null,
    effectiveTo: null,
    currency: "USD",
    rates: { input_uncached: input, cache_read: read, output },
    source: "made up for tests",
    asOf: "2026-01-01",
  }
}

/** Two priced models of two providers, in dollars; every other model is unpriced. */
export const TEST_PRICING: Pricing = {
  book: createPriceBook(
    [
      row("openai", "gpt-test", "0.0000025", "0.00000125", "0.00001"),
      row("anthropic", "claude-test", "0.000003", "0.0000003", "0.000015"),
    ],
    [],
  ),
  currency: "USD",
}

export const TEST_NOW = new Date("2026-11-20T12:00:00Z")

/** A usage event as a sender would post it: 1,000 in, 200 of them cached besides, 300 out. */
export function testEvent(overrides: Partial<EventInput> = {}): EventInput {
  return {
    time: "2026-11-18T10:00:00.000Z",
    provider: "openai",
    model: "gpt-test",
    usage: { input_uncached: 1_000, cache_read: 200, output: 300 },
    ...overrides,
  }
}

/** The draft of an event that must be good. */
export function testDraft(
  input: EventInput,
  pricing: Pricing = TEST_PRICING,
  from: Pick<ReadOptions, "reporter" | "bills" | "gateway"> = {},
): EventDraft {
  const read = readEvent(input, { now: TEST_NOW, backfill: true, ...from })
  if (!read.ok) throw new Error(read.refusal.detail)
  const result = draftEvent(read.event, pricing)
  if (!result.ok) throw new Error(result.detail)
  return result.draft
}

/** A source of the organisation, made when it is new. */
export async function testSource(orgId: number, id = 1, name = `source-${id}`): Promise<number> {
  await prisma().source.upsert({
    where: { orgId_id: { orgId, id } },
    create: { orgId, id, name, kind: "events" },
    update: {},
  })
  return id
}

const cubeRow = z.object({ line: z.string() })

/** Every cell that is derived from charges as text, in order: equal lists are equal bytes. */
export async function cubeCells(orgId: number): Promise<string[]> {
  const rows = await query(
    Prisma.sql`
      select 'hour' || h::text as line from cube_hour h where h.org_id = ${orgId}
      union all select 'day' || d::text from cube_day d where d.org_id = ${orgId}
      union all select 'user day' || u::text from cube_user_day u where u.org_id = ${orgId}
      union all select 'user week' || m::text from cube_user_week m where m.org_id = ${orgId}
      union all select 'health hour' || q::text from health_hour q where q.org_id = ${orgId}
      union all select 'health day' || e::text from health_day e where e.org_id = ${orgId}
      union all select 'failed request' || f::text from failed_request f where f.org_id = ${orgId}
      order by 1`,
    cubeRow,
  )
  return rows.map(({ line }) => line)
}
