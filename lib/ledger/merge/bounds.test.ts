import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { eventId } from "@/lib/ledger/identity"
import { getEvent } from "@/lib/ledger/queries"
import type { EventInput } from "@/lib/sources/events-schema"
import { ingestEvents } from "@/lib/sources/ingest"
import { listEvents } from "@/lib/spend/events"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { testResponseId } from "@/lib/testing/response-id"
import { attributeCalls } from "./attribute-calls"

await testDatabase()

const SPAN = { trace_id: "5b8aa5a2d2c872e8321cf37308d69df2", span_id: "051581bf3cb55c13" }
const response = {
  ...{ id: testResponseId("crowd"), object: "chat.completion", model: "gpt-test", choices: [] },
  usage: { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 },
}

const report = (id: string, more: Partial<EventInput> = {}): EventInput => ({
  ...testEvent({ id, ...more }),
  usage: undefined,
  response,
})

async function tenant() {
  const { scope, orgId } = await makeTenant()
  const [own, other] = [await testSource(orgId, 1), await testSource(orgId, 2)]
  const send = async (source: number, events: readonly EventInput[]) =>
    (
      await appendEvents(
        scope,
        source,
        events.map((event) => testDraft(event)),
      )
    ).map(({ outcome }) => outcome)
  return { scope, orgId, own, other, send }
}

const countRow = z.object({ reports: z.number(), identities: z.number(), payloads: z.number() })

async function kept(orgId: number) {
  const [row] = await query(
    Prisma.sql`select (select count(*)::integer from report r where r.org_id = ${orgId}) as reports,
      (select count(*)::integer from identity i where i.org_id = ${orgId}) as identities,
      (select count(*)::integer from payload p where p.org_id = ${orgId}) as payloads`,
    countRow,
  )
  return row
}

const many = (count: number, from = 0) => Array.from({ length: count }, (_, i) => report(`r-${from + i}`))

test("of one call 64 reports are kept, in one request or in many; what comes beyond leaves nothing", async () => {
  const whole = await tenant()
  const outcomes = await whole.send(whole.own, many(100))
  expect(outcomes.filter((outcome) => outcome === "reported")).toHaveLength(63)
  expect(outcomes.filter((outcome) => outcome === "crowded")).toHaveLength(36)
  expect(await kept(whole.orgId)).toEqual({ reports: 63, identities: 65, payloads: 64 })

  const each = await tenant()
  for (let from = 0; from < 80; from += 16) await each.send(each.own, many(16, from))
  expect(await kept(each.orgId)).toEqual({ reports: 63, identities: 65, payloads: 64 })
  expect(await each.send(each.own, [report("late", SPAN)])).toEqual(["crowded"])
  expect(await kept(each.orgId)).toEqual({ reports: 63, identities: 65, payloads: 64 })
  expect(await each.send(each.own, [report("r-3")])).toEqual(["duplicate"])
  expect((await listEvents(each.scope, { ...RANGE, limit: 9 })).events).toHaveLength(1)
})

const RANGE = { from: new Date("2026-11-17T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z"), filters: [] }

test("nobody keeps another's report out by being there first with many", async () => {
  const { scope, orgId, own, other, send } = await tenant()
  const cheap = { ...response, usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }
  await send(
    other,
    many(70).map((event) => ({ ...event, response: cheap })),
  )
  expect(await send(own, [report("own", { user: "ann" })])).toEqual(["reported"])
  // The one that counts is not among those that are kept beside it.
  expect(await send(own, [report("more"), report("most")])).toEqual(["reported", "crowded"])
  const { events } = await listEvents(scope, { ...RANGE, limit: 9 })
  expect(events).toMatchObject([{ user: "ann", tokens: 1_010 }])
  expect((await kept(orgId))?.reports).toBe(65)
})

test("a report too many is refused with what to do, and the events beside it are stored", async () => {
  const { scope, own } = await tenant()
  const options = { now: new Date("2026-11-18T12:00:00Z"), backfill: true, requestId: "req_test" }
  await ingestEvents(scope, own, many(64), options)
  const answer = await ingestEvents(scope, own, [report("late"), testEvent({ id: "else" })], options)
  expect(answer).toMatchObject({
    accepted: 1,
    rejected: [{ index: 0, id: "late", code: "too_many_reports" }],
  })
  expect(answer.rejected[0]?.detail).toMatch(/^64 reports of this call are kept already/)
})

test("words of who caused a call are bounded alike", async () => {
  const { scope, orgId, own, send } = await tenant()
  await send(own, [testEvent({ id: "trace:leaf" })])
  const nobody = { user: null, agent: null, feature: null, team: null, environment: null, session: null }
  for (let i = 0; i < 70; i += 1)
    await attributeCalls(scope, own, [
      { ...nobody, tags: { [`t${i}`]: "x" }, call: "trace:leaf", id: `trace:leaf+${i}` },
    ])
  expect((await kept(orgId))?.reports).toBe(63)
})

const placeRow = z.object({ event_key: z.bigint(), place: z.string() })

test("a further report writes nothing to reports of which it changes nothing", async () => {
  const { scope, orgId, own, other, send } = await tenant()
  await send(own, [report("a", { user: "ann" }), report("b", { team: "Search" })])
  const places = () =>
    query(
      Prisma.sql`select r.event_key, r.ctid::text as place from report r where r.org_id = ${orgId} order by r.event_key`,
      placeRow,
    )
  const before = await places()
  expect(before).toHaveLength(1)
  await send(other, [report("c", { feature: "chat" })])
  expect(await places()).toEqual(expect.arrayContaining(before))
  const [event] = (await listEvents(scope, { ...RANGE, limit: 9 })).events
  const page = await getEvent(scope, event?.id ?? eventId(0n))
  expect(page.reports.map(({ usedFor }) => usedFor).sort()).toEqual([
    "feature",
    "money, tokens, attribution",
    "team",
  ])
})
