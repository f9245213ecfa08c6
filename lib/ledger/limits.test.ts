import { expect, test } from "vitest"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { testResponseId } from "@/lib/testing/response-id"
import { appendEvents } from "./append"
import { namedContext } from "./dictionaries"
import { dictionaryDigest } from "./identity"
import { admit, MAX_NEW_CONTEXTS_PER_DAY, MAX_NEW_USERS_PER_DAY, OVER_LIMIT } from "./limits"
import { attributeCalls } from "./merge/attribute-calls"

await testDatabase()

const SOURCE = 1

async function tenant() {
  const { scope, orgId } = await makeTenant()
  await testSource(orgId, SOURCE)
  return { scope, orgId }
}

/** Stored today, and unknown to this process, as everything is after a restart. */
async function storeUsers(orgId: number, names: string[]): Promise<void> {
  const digests = names.map(dictionaryDigest)
  await execute(Prisma.sql`select ledger_users(${orgId}, ${digests}::uuid[], ${names}::text[])`)
}

async function storeContexts(orgId: number, features: string[]): Promise<void> {
  const made = features.map((feature) =>
    namedContext({
      source_id: SOURCE,
      api_key_id: null,
      provider: "openai",
      model: "gpt-test",
      route: "direct",
      service_tier: null,
      status: "ok",
      error_class: null,
      attempt: "first",
      agent: null,
      feature,
      team: null,
      environment: null,
      tags: {},
    }),
  )
  const digests = made.map(({ text }) => dictionaryDigest(text))
  const docs = made.map(({ entry }) => JSON.stringify(entry))
  await execute(Prisma.sql`select ledger_contexts(${orgId}, ${digests}::uuid[], ${docs}::jsonb[])`)
}

function completion(id: string) {
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 }
  return { id, object: "chat.completion", model: "gpt-test", choices: [], usage }
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

async function admitted(orgId: number, ...events: Partial<EventInput>[]) {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  const placed = drafts.map((draft) => ({ sourceId: SOURCE, keyId: null, draft }))
  const named = await admit(ingestPool(), orgId, placed)
  return named.map(({ user, contexts: [context] }, i) => ({
    user,
    feature: context?.entry.feature,
    warned: drafts[i]?.warnings.filter(({ code }) => code === "over_limit").length,
  }))
}

test("at the day's cap what is stored keeps its name, and what is not shares one", async () => {
  const { orgId } = await tenant()
  await storeUsers(orgId, names("u", MAX_NEW_USERS_PER_DAY))
  await storeContexts(orgId, names("f", MAX_NEW_CONTEXTS_PER_DAY))
  expect(
    await admitted(orgId, { user: "u7", feature: "f7" }, { user: "new", feature: "f8" }, { feature: "new" }),
  ).toEqual([
    { user: "u7", feature: "f7", warned: 0 },
    { user: OVER_LIMIT, feature: "f8", warned: 1 },
    { user: null, feature: OVER_LIMIT, warned: 1 },
  ])
})

test("what is stored uses nothing of the cap up, and a repeat counts once", async () => {
  const { orgId } = await tenant()
  await storeUsers(orgId, names("u", MAX_NEW_USERS_PER_DAY - 1))
  const known = names("u", 20).map((user) => ({ user, feature: "f" }))
  await admitted(orgId, ...known)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await admitted(orgId, { user: "last", feature: "f" })).toEqual([
      { user: "last", feature: "f", warned: 0 },
    ])
  }
  expect(await admitted(orgId, { user: "one more", feature: "f" })).toEqual([
    { user: OVER_LIMIT, feature: "f", warned: 1 },
  ])
})

test("a batch that is tried again is warned about once", async () => {
  const { orgId } = await tenant()
  await storeUsers(orgId, names("u", MAX_NEW_USERS_PER_DAY))
  const draft = testDraft(testEvent({ user: "new" }))
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await admit(ingestPool(), orgId, [{ sourceId: SOURCE, keyId: null, draft }])
  }
  expect(draft.warnings.map(({ code }) => code)).toEqual(["over_limit"])
})

test("beyond the cap no text of a sender makes a context of its own", async () => {
  const { scope, orgId } = await tenant()
  await storeContexts(orgId, names("f", MAX_NEW_CONTEXTS_PER_DAY))
  const texts = ["provider", "model", "route", "service_tier", "agent", "feature", "team", "environment"]
  const events = texts.flatMap((field) => names(field, 60).map((text) => testEvent({ [field]: text })))
  const drafts = [...events, ...names("t", 20).map((tag) => testEvent({ tags: { [tag]: tag } }))].map(
    (event) => testDraft(event),
  )
  const outcomes = await appendEvents(scope, SOURCE, drafts)
  expect(outcomes.every(({ outcome }) => outcome === "stored")).toBe(true)
  const [row] = await query(
    Prisma.sql`select count(*)::integer as contexts from context where org_id = ${orgId}`,
    z.object({ contexts: z.number() }),
  )
  expect((row?.contexts ?? 0) - MAX_NEW_CONTEXTS_PER_DAY).toBeLessThanOrEqual(8)
})

test("what is said late of a call stays within the caps as well", async () => {
  const { scope, orgId } = await tenant()
  await storeUsers(orgId, names("u", MAX_NEW_USERS_PER_DAY))
  await storeContexts(orgId, names("f", MAX_NEW_CONTEXTS_PER_DAY))
  await appendEvents(scope, SOURCE, [testDraft(testEvent({ id: "call", feature: "f7" }))])
  const nobody = { feature: null, team: null, environment: null, session: null, tags: {} }
  const words = names("late", 50).map((name) => ({
    ...{ ...nobody, user: name, agent: name, call: "call", id: name },
  }))
  for (const word of words) await attributeCalls(scope, SOURCE, [word])
  const [row] = await query(
    Prisma.sql`select (select count(*)::integer from context where org_id = ${orgId}) as contexts,
      (select count(*)::integer from end_user where org_id = ${orgId}) as users`,
    z.object({ contexts: z.number(), users: z.number() }),
  )
  expect((row?.contexts ?? 0) - MAX_NEW_CONTEXTS_PER_DAY).toBeLessThanOrEqual(4)
  expect((row?.users ?? 0) - MAX_NEW_USERS_PER_DAY).toBeLessThanOrEqual(1)
})

test("what reports of a call say together stays within the caps as well", async () => {
  const { scope, orgId } = await tenant()
  const other = await testSource(orgId, SOURCE + 1)
  await storeContexts(orgId, names("f", MAX_NEW_CONTEXTS_PER_DAY - 30))
  const report = (i: number, said: Partial<EventInput>) =>
    testDraft({ ...testEvent(said), usage: undefined, response: completion(testResponseId(i)) })
  const twenty = Array.from({ length: 20 }, (_, i) => i)
  await appendEvents(
    scope,
    SOURCE,
    twenty.map((i) => report(i, { id: `app ${i}`, feature: `f${i}` })),
  )
  const outcomes = await appendEvents(
    scope,
    other,
    twenty.map((i) => report(i, { id: `gateway ${i}`, agent: `a${i}`, time: "2026-11-18T10:00:01.000Z" })),
  )
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["reported"]))
  const [row] = await query(
    Prisma.sql`select (select count(*)::integer from context where org_id = ${orgId}) as contexts,
      (select count(*)::integer from context where org_id = ${orgId} and agent is not null and feature is not null
        and feature <> ${OVER_LIMIT}) as unions,
      (select sum(c.n)::integer from charge c join context x on x.org_id = c.org_id and x.id = c.context_id
        where c.org_id = ${orgId} and x.feature = ${OVER_LIMIT}) as over`,
    z.object({ contexts: z.number(), unions: z.number(), over: z.number().nullable() }),
  )
  expect(row).toEqual({ contexts: MAX_NEW_CONTEXTS_PER_DAY + 1, unions: 10, over: 10 })
})
