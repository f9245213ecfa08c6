import "server-only"
import { randomUUID } from "node:crypto"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { createBatcher } from "@/lib/ledger/batcher"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { type Pico, picoToString } from "@/lib/money"
import { getPriceBook } from "@/lib/pricing/queries"
import type { Dimension } from "@/lib/spend/schema"
import { noteAnswer } from "./answered"
import type { AuthorizeAnswer, AuthorizeInput } from "./authorize-schema"
import { attributed, type CallDimensions, holds } from "./call-dimensions"
import { type Deciding, decidingBy } from "./deciding"
import { estimated } from "./estimate"
import { type Gate, gateKey, hastened, readied } from "./gates"
import { type Limit, limitAt } from "./limit"
import { periodAt } from "./periods"
import { seenFilters } from "./queries"
import { cutOf } from "./rows"
import { reaches } from "./standing"

interface Weighed extends Gate {
  limit: Limit
}

function dimensionsOf(
  { actor }: Scope,
  input: AuthorizeInput,
  draft: EventDraft | null,
  { labels, names, rules }: Deciding,
): CallDimensions {
  const { user, agent, feature, team, environment, session } = input
  const key = actor.kind === "key" ? labels.nameOf("api_key", String(actor.keyId)) : null
  const source = actor.kind === "key" && actor.sourceId !== null ? String(actor.sourceId) : null
  const tags = Object.entries(input.tags ?? {}).map(([tag, value]) => [`tag:${tag}`, value])
  const sent: CallDimensions = {
    ...Object.fromEntries(tags),
    ...{ user: user ?? null, agent: agent ?? null, feature: feature ?? null, team: team ?? null },
    ...{ environment: environment ?? null, session: session ?? null, status: "ok" },
    ...{ api_key: key, source: labels.nameOf("source", source) },
    provider: draft?.provider ?? input.provider?.toLowerCase() ?? null,
    model: draft?.charges[0]?.model ?? null,
    route: draft?.route ?? input.route?.toLowerCase() ?? "direct",
    service_tier: draft?.serviceTier ?? input.service_tier ?? null,
  }
  return attributed(sent, rules, names)
}

const saidOf = (call: CallDimensions, dimension: Dimension) => call[dimension] ?? null

/** The budgets whose conditions the call meets, with their limits at this instant. */
async function weigh(scope: Scope, by: Deciding, call: CallDimensions, now: Date): Promise<Weighed[]> {
  const book = await getPriceBook(scope)
  const { zone, fiscalStart, currency } = by.organisation
  return by.budgets
    .filter(({ conditions }) => conditions.every((filter) => holds(filter, saidOf(call, filter.dimension))))
    .map((budget) => {
      const period = periodAt(cutOf(budget), now, zone, fiscalStart)
      const entity = budget.each === null ? undefined : saidOf(call, budget.each)
      return { budget, period, entity, limit: limitAt(budget, period, now, { currency, book }) }
    })
}

interface Call {
  id: string
  amount: string
  unknown: boolean
  expires: string
  gates: { budget: number; start: string; entity: string; limit: string; deny: boolean }[]
}
const held = z.tuple([z.string().transform(BigInt), z.string().transform(BigInt)])
const answersRow = z.object({ answers: z.array(z.tuple([z.boolean(), z.array(held)])) })
type Answer = z.output<typeof answersRow>["answers"][number]

/** Calls that wait together are decided together, in their order, under one lock of their gates. */
const batcher = createBatcher<Call, Answer>({
  flush: async (orgId, calls) => {
    const statement = Prisma.sql`select budget_authorize(${orgId}, ${new Date()}, ${JSON.stringify(calls)}::jsonb) as answers`
    const [row] = await behindWall(orgId, async (on) => {
      await hastened(on)
      return query(statement, answersRow, { on, prepare: true })
    })
    return row?.answers ?? []
  },
  connections: 2,
  overdueMs: 500,
  mostOverdue: 2,
  worthAnother: 500,
  batchSize: 200,
  maxWaitingEach: 5_000,
  maxWaiting: 20_000,
})

type Verdict = AuthorizeAnswer["budgets"][number]

function verdictOf(
  { budget, entity, limit }: Weighed,
  sums: readonly [Pico, Pico] | undefined,
  call: { allowed: boolean; pico: Pico | null },
): Verdict {
  const named = { slug: budget.slug, ...(entity === undefined ? {} : { entity }) }
  if (limit.pico === null || !sums) {
    const known = limit.pico === null ? null : picoToString(limit.pico)
    return { ...named, decision: "warn", limit: known, remaining: null, max_overshoot: null }
  }
  const [spent, reserved] = sums
  // A refused call holds nothing, and is told what would have been too much.
  const taken = spent + reserved
  const wanted = call.allowed ? taken : taken + (call.pico ?? 0n)
  const isFull = call.pico === null ? taken >= limit.pico : wanted > limit.pico
  const isNear = reaches(wanted, limit.pico, budget.thresholds[0] ?? 100)
  const over = taken > limit.pico ? taken - limit.pico : 0n
  return {
    ...named,
    decision: isFull ? budget.on_exceed : isNear || call.pico === null ? "warn" : "allow",
    limit: picoToString(limit.pico),
    remaining: picoToString(limit.pico - taken),
    max_overshoot: call.pico === null ? null : picoToString(over),
  }
}

function reasonOf(
  decision: Verdict["decision"],
  verdicts: readonly Verdict[],
  { isPriced, isPartial }: { isPriced: boolean; isPartial: boolean },
): string | null {
  const slugs = verdicts.filter((verdict) => verdict.decision === decision).map(({ slug }) => slug)
  const hidden = "a budget that this key does not see"
  if (decision === "deny") return `It would pass the limit of ${slugs.join(", ") || hidden}.`
  if (!isPriced) return "No price is known for this call, so that nothing could be reserved for it."
  if (decision === "warn" && isPartial) {
    const unweighed = verdicts.filter(({ limit, remaining }) => limit !== null && remaining === null)
    const names = unweighed.map(({ slug }) => slug).join(", ") || hidden
    return `Too much is asked for at once: what is spent of ${names} could not be looked up in time, and nothing is reserved there.`
  }
  return decision === "warn" ? `A threshold or limit is reached: ${slugs.join(", ") || hidden}.` : null
}

/**
 * Whether a call may be made. What is allowed is reserved in every budget that applies, until the event that carries
 * the reservation is in the ledger, or it expires. Decisions of one budget follow one another, whatever process
 * they are made in: allowed calls that keep to their estimates never pass a denying limit together.
 */
export async function authorize(scope: Scope, input: AuthorizeInput): Promise<AuthorizeAnswer> {
  const began = performance.now()
  const answer = await decide(scope, input)
  noteAnswer(scope.orgId, answer.decision, performance.now() - began)
  return answer
}

async function decide(scope: Scope, input: AuthorizeInput): Promise<AuthorizeAnswer> {
  const { orgId } = scope
  const now = new Date()
  const [by, book] = await Promise.all([decidingBy(orgId), getPriceBook(scope)])
  const { currency } = by.organisation
  const { pico, draft } = estimated(input, { book, currency }, now)
  const weighed = await weigh(scope, by, dimensionsOf(scope, input, draft, by), now)
  const known = weighed.filter((each) => each.limit.pico !== null)
  const ready = await readied(orgId, known)
  const limited = known.filter((each) => ready.has(each))
  const id = `rsv_${randomUUID()}`
  const expires = new Date(now.getTime() + input.expires_in * 1_000).toISOString()
  const gates = limited.map((each) => ({
    ...gateKey(each),
    limit: String(each.limit.pico),
    deny: each.budget.on_exceed === "deny",
  }))
  const call = { id, amount: String(pico ?? 0n), unknown: pico === null, expires, gates }
  const [answer] = gates.length === 0 ? [[true, []] satisfies Answer] : await batcher.submit(orgId, [call])
  if (!answer || answer[1].length !== gates.length) throw new Error("The gates of a call were not all there.")
  const [allowed, sums] = answer
  const isSeen = await seenFilters(scope)
  const verdicts = weighed.map((each) => verdictOf(each, sums[limited.indexOf(each)], { allowed, pico }))
  // All budgets decide; those of other teams tell nothing else of themselves.
  const budgets = verdicts.filter((_, at) => isSeen(weighed[at]?.budget.filters ?? []))
  const isWarned = pico === null || verdicts.some(({ decision }) => decision !== "allow")
  const decision = !allowed ? "deny" : isWarned ? "warn" : "allow"
  return {
    decision,
    reason: reasonOf(decision, budgets, {
      isPriced: pico !== null,
      isPartial: limited.length < known.length,
    }),
    estimate: pico === null ? null : { amount: picoToString(pico), currency },
    reservation_id: allowed ? id : null,
    expires_at: allowed ? expires : null,
    budgets,
  }
}
