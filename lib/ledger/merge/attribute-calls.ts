import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { contexts, endUsers, namedContext, sessions } from "@/lib/ledger/dictionaries"
import { eventDigest } from "@/lib/ledger/identity"
import { admitWords } from "@/lib/ledger/limits"
import { type Attempt as AttemptKind, FLAG } from "@/lib/ledger/usage-event"
import { type Attribution, SAYS_ATTEMPT } from "./decide"
import { mergeReports } from "./merge-reports"
import { type LineRow, linesOf } from "./read-reports"

/** Kept of one call; beyond them one report of each source is, and no word. */
const MOST_REPORTS = 64

/** What a source says late of who caused a call that it has reported: no tokens, no money. */
export interface LateWord extends Attribution {
  /** The id that the call's event was sent under, or its key. */
  call: string | bigint
  /** Which attempt of its request it was, and when the one before began: the latest word of that holds. */
  course?: { attempt: AttemptKind; after: Date }
  /** The word's own id: the same one counts once. */
  id: string
}

interface Placed {
  word: LateWord
  /** Of the call's event, as sent. */
  line: LineRow
}

/** Of each event what it said first. */
async function firstLines(on: Connection, orgId: number, keys: readonly bigint[]) {
  const lines = new Map<bigint, LineRow>()
  for (const row of await linesOf(on, orgId, keys)) if (!lines.has(row.key)) lines.set(row.key, row)
  return lines
}

function contextOf({ word, line }: Placed) {
  const { source_id, api_key_id, provider, model, service_tier, status, error_class } = line
  const { agent, feature, team, environment, tags } = word
  return namedContext({
    ...{ source_id, api_key_id, provider, model, route: "direct", service_tier, status, error_class },
    ...{ attempt: word.course?.attempt ?? "first", agent, feature, team, environment, tags },
  })
}

async function put(
  on: Connection,
  { orgId }: Scope,
  sourceId: number,
  placed: readonly Placed[],
): Promise<void> {
  const named = await admitWords(
    on,
    orgId,
    placed.map((entry) => ({ user: entry.word.user, context: contextOf(entry) })),
  )
  const contextIds = await contexts.resolve(
    on,
    orgId,
    named.map(({ context }) => context),
  )
  const users = named.flatMap(({ user }) => user ?? [])
  const userIds = await endUsers.resolve(on, orgId, users)
  const texts = placed.flatMap(({ word }) => word.session ?? [])
  const sessionIds = await sessions.resolve(on, orgId, texts)
  const digests = placed.map(({ word }) => eventDigest(sourceId, word.id))
  const userOf = new Map(users.map((name, i) => [name, userIds[i] ?? null]))
  const sessionOf = new Map(texts.map((name, i) => [name, sessionIds[i] ?? null]))
  const of = <T>(pick: (entry: Placed) => T) => placed.map(pick)
  await execute(
    Prisma.sql`with word as materialized (
        select distinct on (w.key) w.* from unnest(${digests.map(({ key }) => key)}::bigint[],
          ${digests.map(({ rest }) => rest)}::bigint[], ${of(({ line }) => line.key)}::bigint[],
          ${of(({ word, line }) => word.course?.after ?? line.time)}::timestamptz[],
          ${of(({ word }) => (word.course ? SAYS_ATTEMPT : 0))}::integer[], ${contextIds}::integer[],
          ${named.map(({ user }) => (user === null ? null : userOf.get(user)))}::integer[],
          ${of(({ word: { session } }) => (session === null ? null : sessionOf.get(session)))}::integer[])
          as w (key, rest, call, time, course, context, end_user, session)
        order by w.key
      ), fresh as (
        insert into identity (org_id, seconds, key, rest, payload, call_key)
        select ${orgId}, floor(extract(epoch from w.time))::integer, w.key, w.rest, 0, w.call from word w
        where (
          select count(*) from (
            values (w.call), ((select i.call_key from identity i where i.org_id = ${orgId} and i.key = w.call))
          ) c (key)
          join report r on r.org_id = ${orgId} and r.call_key = c.key
        ) < ${MOST_REPORTS - 1}
        on conflict do nothing
        returning key
      ), noted as (
        insert into report (org_id, call_key, event_key, source_id, received_at, time)
        select ${orgId}, w.call, w.key, ${sourceId}, statement_timestamp(), w.time from word w join fresh using (key)
      )
      insert into report_charge (time, event_key, org_id, context_id, user_id, session_id, input_uncached, cache_read,
        output, line, flags)
      select w.time, w.key, ${orgId}, w.context, w.end_user, w.session, 0, 0, 0, 0, ${FLAG.attributionOnly} | w.course
      from word w join fresh using (key)`,
    { on },
  )
}

/**
 * Adds what is said late of who caused calls to what is known of them; what was known stays. A word of a call that the
 * source has not reported is passed over, one more than there may be reports of a call as well; one that was said before
 * counts once.
 */
export async function attributeCalls(
  scope: Scope,
  sourceId: number,
  words: readonly LateWord[],
): Promise<void> {
  if (words.length === 0) return
  const client = await ingestPool().connect()
  try {
    const keyOf = ({ call }: LateWord) => (typeof call === "bigint" ? call : eventDigest(sourceId, call).key)
    const lines = await firstLines(client, scope.orgId, words.map(keyOf))
    const placed = words.flatMap((word): Placed[] => {
      const line = lines.get(keyOf(word))
      return line ? [{ word, line }] : []
    })
    if (placed.length > 0) {
      await put(client, scope, sourceId, placed)
      await mergeReports(client, scope.orgId)
    }
    client.release()
  } catch (error) {
    client.release(error instanceof Error ? error : true)
    throw error
  }
}
