import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { createPriceBook } from "@/lib/pricing/book"
import type { VersionedBook } from "@/lib/pricing/queries"
import { applyLateCorrections, applyPending } from "@/lib/rollups/apply"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { testRow } from "@/lib/testing/price"
import { applyRerate, previewRerate } from "./mutations"
import { stepRerate } from "./step"

await testDatabase()

/** Micro-dollars a token by model: a model that a book leaves out has no price in it. */
const BOOKS = [{ a: 1, b: 2 }, { a: 3, b: 2 }, { a: 3, b: 5, c: 7 }, { b: 1 }] as const
const books = BOOKS.map((rates, i): VersionedBook => {
  const rows = Object.entries(rates).map(([model, rate]) =>
    testRow({
      id: `openai/${model}`,
      provider: "openai",
      models: [model],
      rates: { input_uncached: `0.00000${rate}`, output: `0.00000${rate}` },
    }),
  )
  return { version: `book ${i}`, book: createPriceBook(rows, []) }
})
const MODELS = ["a", "b", "c"] as const

interface Sent {
  kind: "send" | "void" | "replace"
  event: number
}
type Act = Sent | { kind: "prices"; book: number } | { kind: "rerate" | "automatic" }

const EVENTS = 6
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("send" as const), event: fc.nat(EVENTS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("void" as const), event: fc.nat(EVENTS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace" as const), event: fc.nat(EVENTS - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("prices" as const), book: fc.nat(BOOKS.length - 1) }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "rerate" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "automatic" as const }) },
)

const modelOf = (event: number) => MODELS[event % MODELS.length] ?? "a"
const tokensOf = (id: string) => (id.startsWith("r") ? 50 : 100) + Number(id.slice(1))

/** The cost in pico of a charge priced by a book; null without a price. */
function costOf(id: string, book: number): bigint | null {
  const rates: Partial<Record<string, number>> = BOOKS[book] ?? {}
  const rate = rates[modelOf(Number(id.slice(1)))]
  return rate === undefined ? null : BigInt(rate * tokensOf(id)) * 1_000_000n
}

/** What must stand at the end, without any of the ledger's own means. */
class Oracle {
  readonly charges = new Map<string, number>()
  readonly corrected = new Set<string>()

  arrive(id: string, book: number) {
    if (!this.charges.has(id)) this.charges.set(id, book)
  }

  rerate(book: number, onlyUnpriced: boolean) {
    for (const [id, by] of this.charges) {
      if (this.corrected.has(id)) continue
      if (!onlyUnpriced || costOf(id, by) === null) this.charges.set(id, book)
    }
  }

  sums() {
    const live = [...this.charges].filter(([id]) => !this.corrected.has(id))
    const costs = live.map(([id, book]) => ({ tokens: tokensOf(id), cost: costOf(id, book) }))
    return {
      calls: live.length,
      tokens: costs.reduce((sum, { tokens }) => sum + tokens, 0),
      billed: String(costs.reduce((sum, { cost }) => sum + (cost ?? 0n), 0n)),
      unpriced: costs.filter(({ cost }) => cost === null).length,
      unpricedTokens: costs.reduce((sum, { tokens, cost }) => sum + (cost === null ? tokens : 0), 0),
    }
  }
}

const count = z.string().transform(Number)
const sumsRow = z.object({
  calls: count,
  tokens: count,
  billed: z.string(),
  unpriced: count,
  unpricedTokens: count,
})

async function sumsOf(orgId: number) {
  const [row] = await query(
    Prisma.sql`select coalesce(sum(d.calls), 0)::text as calls, coalesce(sum(d.input_uncached), 0)::text as tokens,
        coalesce(sum(d.billed_pico), 0)::text as billed, coalesce(sum(d.unpriced_calls), 0)::text as unpriced,
        coalesce(sum(d.unpriced_tokens), 0)::text as "unpricedTokens"
      from cube_day d where d.org_id = ${orgId}`,
    sumsRow,
  )
  return row
}

function inputOf({ kind, event }: Sent): EventInput {
  const id = `e${event}`
  if (kind === "void") return { id: `v${event}`, type: "void", target_id: id, reason: "test" }
  const own = kind === "replace" ? `r${event}` : id
  return testEvent({
    id: own,
    model: modelOf(event),
    usage: { input_uncached: tokensOf(own) },
    ...(kind === "replace" ? { type: "replace", target_id: id, reason: "test" } : {}),
  })
}

async function stepAll(orgId: number, book: number) {
  const kept = books[book]
  if (!kept) throw new Error("There is no such book.")
  const options = { callsAtOnce: 2, book: async () => kept, version: async () => kept.version }
  while (await stepRerate(orgId, options));
}

async function rerate(scope: Scope, book: number, automatic: boolean) {
  const { id } = await previewRerate(scope, {
    from: "2026-11-01",
    to: "2026-11-20",
    provider: null,
    model: null,
  })
  if (automatic) {
    await prisma().rerate.update({
      where: { orgId_id: { orgId: scope.orgId, id } },
      data: { status: "applying", automatic: true },
    })
    return stepAll(scope.orgId, book)
  }
  await stepAll(scope.orgId, book)
  // One that would change nothing is refused.
  await applyRerate(scope, id, "test").catch((error: { code: string }) => expect(error.code).toBe("conflict"))
  await stepAll(scope.orgId, book)
}

test("events, corrections and re-rates give the ledger that they should, in whatever order they come", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 24 }), async (acts) => {
      const { scope, orgId } = await makeTenant()
      const source = await testSource(orgId)
      const oracle = new Oracle()
      let book = 0
      const draft = (input: EventInput) =>
        testDraft(input, { book: books[book]?.book ?? createPriceBook([], []), currency: "USD" })
      for (const each of acts) {
        if (each.kind === "prices") book = each.book
        else if (!("event" in each)) {
          await rerate(scope, book, each.kind === "automatic")
          oracle.rerate(book, each.kind === "automatic")
        } else {
          const [answer] = await appendEvents(scope, source, [draft(inputOf(each))])
          if (answer?.outcome !== "stored") continue
          if (each.kind === "send") oracle.arrive(`e${each.event}`, book)
          else oracle.corrected.add(`e${each.event}`)
          if (each.kind === "replace") oracle.arrive(`r${each.event}`, book)
        }
      }
      await applyLateCorrections(new Date(0))
      await applyPending()
      const cells = await cubeCells(orgId)
      expect(await sumsOf(orgId)).toEqual(oracle.sums())
      await rebuildCubes(scope)
      expect(await cubeCells(orgId)).toEqual(cells)
    }),
    { numRuns: 40 },
  )
})
