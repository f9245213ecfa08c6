import "server-only"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { contexts, endUsers, namedContext, sessions } from "@/lib/ledger/dictionaries"
import { eventId } from "@/lib/ledger/identity"
import { admitWords } from "@/lib/ledger/limits"
import { isPassing } from "@/lib/ledger/passing"
import { FLAG } from "@/lib/ledger/usage-event"
import { log } from "@/lib/log"
import { withoutFalseBridges } from "./bridges"
import { type Call, callsOf } from "./group-calls"
import { closeReports, keepReports } from "./keep-reports"
import { heldOf, type Plan, planOf, type Wanted } from "./plan"
import { linesOf, type OpenReport, openReports, originsOf } from "./read-reports"
import { type SignedRow, writeRows } from "./write-rows"

/** Corrections and re-rates of these events wait until the caller's commit. */
async function lock(on: Connection, orgId: number, calls: readonly Call[]): Promise<void> {
  await execute(
    Prisma.sql`select from identity i
      where i.org_id = ${orgId} and i.key = any (${calls.flat()}::bigint[]) order by i.key for update`,
    { on },
  )
}

/** The calls of open reports, locked; a correction that came in between may have brought one more report. */
async function lockedCalls(on: Connection, orgId: number, open: readonly OpenReport[]): Promise<Call[]> {
  let calls = await callsOf(on, orgId, open)
  for (;;) {
    await lock(on, orgId, calls)
    const now = await callsOf(on, orgId, open)
    if (now.flat().length === calls.flat().length) return now
    calls = now
  }
}

async function plansOf(on: Connection, orgId: number, calls: readonly Call[]): Promise<Plan[]> {
  const keys = calls.flat()
  const rows = await linesOf(on, orgId, keys)
  const held = heldOf(rows, await originsOf(on, orgId, keys))
  return calls.map((call) => planOf(call, held))
}

const asItStands = (from: SignedRow["from"]) => ({
  from,
  contextId: from.context_id,
  userId: from.user_id,
  sessionId: from.session_id,
  requestKey: from.request_key,
  latencyMs: from.latency_ms,
  ttftMs: from.ttft_ms,
  flags: from.flags,
})

interface Numbers {
  contextId: number
  userId: number | null
  sessionId: number | null
}

/** The rows that bring a line to where it is wanted; none where it stands there already. */
function rowsFor({ line, known }: Wanted, numbers: Numbers): SignedRow[] {
  const { source, stands, nextRevision: revision } = line
  const isFirst = known.attempt === "first"
  const put: SignedRow = {
    ...{ from: source, sign: 1, revision },
    ...numbers,
    requestKey: known.requestKey,
    latencyMs: source.line === 0 ? known.latencyMs : source.latency_ms,
    ttftMs: source.line === 0 ? known.ttftMs : source.ttft_ms,
    flags: isFirst ? source.flags | FLAG.request : source.flags & ~FLAG.request,
  }
  if (stands === null) return [put]
  const now = asItStands(stands)
  const differs = Object.entries(now).some(([name, value]) => put[name as keyof typeof now] !== value)
  return differs ? [{ ...now, sign: -1, revision }, put] : []
}

/**
 * The numbers of what is known, in the order of `wanted`; beyond the day's caps what reports say together is counted as
 * an event's would be. Given outside the caller's transaction: they are remembered, and would not hold after a rollback.
 * Over connections that nobody holds who waits for a merge: the caller has one of those that carry writes, and so have
 * all that wait for it.
 */
async function numbered(orgId: number, wanted: readonly Wanted[]): Promise<Numbers[]> {
  const on = accountPool()
  const named = await admitWords(
    on,
    orgId,
    wanted.map(({ context, known: { user } }) => ({ user, context: namedContext(context) })),
  )
  const contextIds = await contexts.resolve(
    on,
    orgId,
    named.map(({ context }) => context),
  )
  const users = named.flatMap(({ user }) => user ?? [])
  const userIds = await endUsers.resolve(on, orgId, users)
  const texts = wanted.flatMap(({ known }) => known.session ?? [])
  const sessionIds = await sessions.resolve(on, orgId, texts)
  let user = 0
  let session = 0
  return wanted.map(({ known }, i) => ({
    contextId: contextIds[i] ?? 0,
    userId: named[i]?.user === null ? null : (userIds[user++] ?? null),
    sessionId: known.session === null ? null : (sessionIds[session++] ?? null),
  }))
}

async function mergeThese(on: Connection, orgId: number, told: readonly OpenReport[]): Promise<void> {
  const open = await withoutFalseBridges(on, orgId, told)
  const plans = await plansOf(on, orgId, await lockedCalls(on, orgId, open))
  const wanted = plans.flatMap((plan) => plan.wanted)
  const numbers = await numbered(orgId, wanted)
  const back = plans.flatMap(({ takenBack }) => takenBack)
  await writeRows(on, orgId, [
    ...back.map((line): SignedRow => ({ ...asItStands(line.source), sign: -1, revision: line.nextRevision })),
    ...wanted.flatMap((want, i) => rowsFor(want, numbers[i] as Numbers)),
  ])
  await keepReports(on, orgId, plans)
  await closeReports(
    on,
    orgId,
    open.map(({ event_key }) => event_key),
  )
}

/** One at a time in an organisation: which report stands for a call is changed here alone. */
async function whileAlone<T>(client: Connection, orgId: number, work: () => Promise<T>): Promise<T> {
  await execute(Prisma.sql`begin`, { on: client })
  try {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('merge_reports'), ${orgId})`, {
      on: client,
    })
    const value = await work()
    await execute(Prisma.sql`commit`, { on: client })
    return value
  } catch (error) {
    // The connection is given up by the caller where this fails as well.
    await execute(Prisma.sql`rollback`, { on: client }).catch(() => undefined)
    throw error
  }
}

/** Call by call after a fault that comes again: the one that cannot be merged stays as it stands, and says so. */
async function mergeApart(client: Connection, orgId: number): Promise<void> {
  for (const report of await openReports(client, orgId)) {
    try {
      await whileAlone(client, orgId, () => mergeThese(client, orgId, [report]))
    } catch (err) {
      if (isPassing(err)) throw err
      log.error(
        { err, orgId, event: eventId(report.event_key) },
        "A report could not be merged into its call.",
      )
      await closeReports(client, orgId, [report.event_key])
    }
  }
}

/**
 * Brings every call that an organisation's open reports belong to to what all of its reports say together: one of them
 * counts, by signed rows where another counted, and what any says of who caused the call is known of it. Idempotent;
 * what is not done by the end of a process stays open.
 */
export async function mergeReports(client: Connection, orgId: number): Promise<void> {
  for (let more = true; more; ) {
    try {
      more = await whileAlone(client, orgId, async () => {
        const open = await openReports(client, orgId)
        if (open.length > 0) await mergeThese(client, orgId, open)
        return open.length > 0
      })
    } catch (error) {
      if (isPassing(error)) throw error
      await mergeApart(client, orgId)
    }
  }
}
