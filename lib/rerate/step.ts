import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { getOrganisation } from "@/lib/auth/organisation"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { accountPool, ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { BILLING_GATEWAYS } from "@/lib/ledger/charges"
import { prices } from "@/lib/ledger/dictionaries"
import { getVersionedBook, priceBookVersion, type VersionedBook } from "@/lib/pricing/queries"
import { differencesOf } from "./differences"
import {
  type ActiveJob,
  beginPass,
  type EndStatus,
  endJob,
  keepPlace,
  passOf,
  placeOf,
  takeJob,
  wantedBy,
} from "./job"
import { linesNow, nextCalls, takenBack } from "./read-calls"
import { type Repriced, repriceCall } from "./reprice"
import { addSums, isAsPreviewed, totalsOf } from "./sums"
import { lockEvents, type PriceChange, writePrices } from "./write-prices"

/** Calls that one transaction goes over. */
const CALLS_AT_ONCE = 2_000
/** Days that one statement looks through for them, however few it finds. */
const DAYS_AT_ONCE = 7
/** Before every call of its instant. */
const FIRST_KEY = -(2n ** 63n)

interface Work {
  on: Connection
  scope: Scope
  job: ActiveJob
  zone: string
  currency: string
  kept: VersionedBook
}

const lockRow = z.object({ locked: z.boolean() })

export interface StepOptions {
  callsAtOnce?: number
  /** Where prices come from. */
  book?: (scope: Scope) => Promise<VersionedBook>
  version?: (orgId: number) => Promise<string>
}

/**
 * One transaction of the organisation's next job: goes over some calls, or ends a pass. A worker that dies on
 * the way leaves nothing of it, and the next goes on from the same call. False where nothing is left to do,
 * or not by this worker now.
 */
export async function stepRerate(orgId: number, options: StepOptions = {}): Promise<boolean> {
  const { callsAtOnce = CALLS_AT_ONCE, book = getVersionedBook, version = priceBookVersion } = options
  const scope = mintScope(orgId, { kind: "system", job: "worker" })
  const [{ zone, currency }, kept] = await Promise.all([getOrganisation(scope), book(scope)])
  return transaction(async (on) => {
    const [lock] = await query(
      Prisma.sql`select pg_try_advisory_xact_lock(hashtext('rerate'), ${orgId}::integer) as locked`,
      lockRow,
      { on },
    )
    const job = lock?.locked ? await takeJob(on, orgId) : null
    if (!job) return false
    const work = { on, scope, job, zone, currency, kept }
    if (job.book === kept.version) return goOver(work, callsAtOnce)
    if ((await version(orgId)) !== kept.version) return false
    if (job.status === "applying" && job.book !== null) await end(work, "stopped")
    else await beginPass(on, orgId, job.id, job.status, kept.version)
    return true
  }, ingestPool())
}

/** False where a correction holds one of the calls: nothing was done, and the next turn comes to the same ones. */
async function goOver(work: Work, callsAtOnce: number): Promise<boolean> {
  const { on, scope, job, zone } = work
  const wanted = wantedBy(scope.orgId, job)
  const after = placeOf(job)
  const start = after?.time ?? wanted.from
  const until = new Date(Math.min(wanted.to.getTime(), start.getTime() + DAYS_AT_ONCE * 86_400_000))
  const calls = await nextCalls(on, wanted, after, { until, limit: callsAtOnce })
  const found = await linesNow(on, wanted, calls)
  const { book } = work.kept
  const options = { book, currency: work.currency, onlyUnpriced: job.automatic, billers: BILLING_GATEWAYS }
  const repriced = found.map((lines) => repriceCall(lines, options))
  const standing = job.status === "applying" ? await apply(work, repriced) : repriced
  if (!standing) return false
  await addSums(on, scope.orgId, job.id, passOf(job), differencesOf(standing, zone))
  const last = calls.length === callsAtOnce ? calls.at(-1) : undefined
  await keepPlace(on, scope.orgId, job.id, last ?? { time: until, key: FIRST_KEY }, calls.length)
  if (!last && until >= wanted.to) await endPass(work)
  return true
}

const isChanged = ({ changed }: Repriced) => changed
const placeOfLine = ({ line }: Repriced) => ({ time: line.time, key: line.key })

/**
 * Writes the new prices of calls, but for those that a correction took back before they could be locked. Null and
 * nothing written where a correction holds one of them.
 */
async function apply({ on, scope, job }: Work, calls: Repriced[][]): Promise<Repriced[][] | null> {
  const { orgId } = scope
  const moving = calls.filter((lines) => lines.some(isChanged))
  const places = moving.flatMap(([first]) => (first ? [placeOfLine(first)] : []))
  if (places.length === 0) return calls
  const keys = places.map(({ key }) => key)
  if (!(await lockEvents(on, orgId, keys))) return null
  const gone = await takenBack(on, orgId, places)
  const standing = calls.filter(([first]) => first !== undefined && !gone.has(first.line.key))
  const lines = standing.flat().filter(isChanged)
  const ids = await priceIdsOf(orgId, lines)
  const changes = lines.map(
    ({ line, price }, i): PriceChange => ({
      ...placeOfLine({ line, price, changed: true }),
      line: line.line,
      price,
      priceId: ids[i] ?? null,
    }),
  )
  await writePrices(on, orgId, job.id, changes)
  return standing
}

/** On a connection of their own: the numbers are remembered, so they may not go with a step that is undone. */
async function priceIdsOf(orgId: number, lines: readonly Repriced[]): Promise<(number | null)[]> {
  const snapshots = lines.flatMap(({ price: { price } }) =>
    price === null || price === "kept" ? [] : [price],
  )
  const ids = await prices.resolve(accountPool(), orgId, snapshots)
  let next = 0
  return lines.map(({ line, price: { price } }) => {
    if (price === "kept") return line.price_id
    return price === null ? null : (ids[next++] ?? null)
  })
}

async function endPass(work: Work): Promise<void> {
  const { on, scope, job, kept } = work
  const { orgId } = scope
  if (job.status === "previewing") return endJob(on, orgId, job.id, "previewed")
  if (job.status === "applying") return end(work, "applied")
  if (!(await isAsPreviewed(on, orgId, job.id))) return end(work, "stale")
  return beginPass(on, orgId, job.id, "applying", kept.version)
}

/** Ends a job that was to move the ledger, with what it moved. An automatic one that moved nothing leaves no trace. */
async function end({ on, scope, job }: Work, status: EndStatus): Promise<void> {
  const { orgId } = scope
  const totals = await totalsOf(on, orgId, job.id, status === "stale" ? "check" : "apply")
  if (job.automatic && totals.changed === 0) {
    await execute(Prisma.sql`delete from rerate r where r.org_id = ${orgId} and r.id = ${job.id}`, { on })
    await execute(
      Prisma.sql`delete from rerate_sum s where s.org_id = ${orgId} and s.rerate_id = ${job.id}`,
      { on },
    )
    return
  }
  await endJob(on, orgId, job.id, status)
  await recordAudit(on, scope, {
    action: job.automatic ? "rerate.automatic" : `rerate.${status}`,
    subject: `re-rate ${job.id}`,
    after: {
      from: job.from,
      to: job.to,
      provider: job.provider,
      model: job.model,
      reason: job.reason,
      ...totals,
    },
  })
}
