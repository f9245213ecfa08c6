import { expect, test } from "vitest"
import { listAnnotations } from "@/lib/annotations/queries"
import { prisma } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { healthOfRequest } from "./answer"
import { findIncidents } from "./find-incidents"
import { countDown, listIncidents } from "./incidents"
import { healthQuery } from "./schema"

await testDatabase()

const NOON = new Date("2026-11-18T12:00:00Z")
const WINDOW = { from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z"), limit: 10 }
const minute = (n: number) => new Date(NOON.getTime() + n * 60_000).toISOString()

async function send(tenant: Tenant, events: readonly Partial<EventInput>[]) {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
  await applyPending()
}

/** So many calls in each of these minutes, of which some time out and are answered elsewhere. */
function calls(
  name: string,
  minutes: readonly number[],
  failing: number,
  model = "gpt-test",
): Partial<EventInput>[] {
  return minutes.flatMap((at) =>
    Array.from({ length: 10 }, (_, i) => {
      const id = `${name}-${at}-${i}`
      const failed = i < failing
      const call = { id, model, time: minute(at), request_id: id, ...(failed && FAILED) }
      return failed && i % 2 === 0 ? [call, rescue(id, at)] : [call]
    }).flat(),
  )
}
const FAILED = { status: "error" as const, error: { http_status: 504 }, usage: undefined }
const rescue = (id: string, at: number) => ({
  ...{
    id: `${id}-b`,
    time: minute(at),
    request_id: id,
    attempt: 2,
    provider: "anthropic",
    model: "claude-test",
  },
})
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test("silence ends an incident in a day, without anything that comes in", async () => {
  const tenant = await makeTenant()
  await send(tenant, [...calls("before", upTo(0, 60), 0), ...calls("down", upTo(60, 75), 8)])
  const states = async () => (await listIncidents(tenant.scope, WINDOW)).map(({ state }) => state)
  const hours = (n: number) => new Date(NOON.getTime() + n * 3_600_000)
  await findIncidents(hours(1.5))
  await prisma().cubeVersion.updateMany({ where: { orgId: tenant.orgId }, data: { at: NOON } })
  await findIncidents(hours(20))
  expect(await states()).toEqual(["open"])
  await findIncidents(hours(26))
  expect(await states()).toEqual(["over"])
})

/** One call a minute of a model beside which ten of another are answered. */
function small(minutes: readonly number[], isDown: boolean): Partial<EventInput>[] {
  return minutes.map((at) => ({
    ...{ id: `small-${at}`, model: "gpt-small", team: "core", time: minute(at) },
    ...(isDown && FAILED),
  }))
}

test("an outage of one model that the others of its route outweigh is an incident, until the route has one", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls("big", upTo(0, 70), 0),
    ...small(upTo(0, 60), false),
    ...small(upTo(60, 70), true),
  ])
  await findIncidents(new Date(NOON.getTime() + 71 * 60_000))
  const of = { provider: "openai", route: "direct" }
  expect(await listIncidents(tenant.scope, WINDOW)).toMatchObject([
    {
      ...{
        ...of,
        model: "gpt-small",
        state: "open",
        from: new Date(minute(60)),
        until: new Date(minute(70)),
      },
      figures: { calls: 10, faults: 10, models: [{ model: "gpt-small", faults: 10 }] },
    },
  ])
  expect(await countDown(tenant.scope)).toBe(1)

  const keptTo = (team: string) => ({ ...tenant.scope, teams: [team] }) as typeof tenant.scope
  expect(await listIncidents(keptTo("search"), WINDOW)).toEqual([])
  expect(await countDown(keptTo("search"))).toBe(0)
  expect(await listIncidents(keptTo("core"), WINDOW)).toMatchObject([{ model: "gpt-small", figures: null }])

  await send(tenant, [...calls("big", upTo(70, 75), 8), ...small(upTo(70, 75), true)])
  await findIncidents(new Date(NOON.getTime() + 140 * 60_000))
  const told = await listIncidents(tenant.scope, WINDOW)
  expect(told).toMatchObject([
    { ...of, model: null, from: new Date(minute(60)), until: new Date(minute(75)) },
  ])
  expect(told[0]?.figures?.models).toEqual([
    { model: "gpt-test", faults: 40 },
    { model: "gpt-small", faults: 15 },
  ])
  const { incidents } = await healthOfRequest(
    tenant.scope,
    healthQuery.parse({ from: WINDOW.from.toISOString(), to: WINDOW.to.toISOString() }),
  )
  expect(incidents).toMatchObject([{ model: null, models: [{ faults: 40 }, { faults: 15 }] }])
  const { annotations } = await listAnnotations(tenant.scope, {
    ...{ from: WINDOW.from.toISOString(), to: WINDOW.to.toISOString(), limit: 9 },
  })
  expect(annotations).toHaveLength(1)
})

test("an outage opens an incident, answers end it, and corrections withdraw it", async () => {
  const tenant = await makeTenant()
  await send(tenant, [...calls("before", upTo(0, 60), 0), ...calls("down", upTo(60, 75), 8)])
  await findIncidents(new Date(NOON.getTime() + 80 * 60_000))
  const [open, ...others] = await listIncidents(tenant.scope, WINDOW)
  expect(others).toEqual([])
  expect(open).toMatchObject({ provider: "openai", route: "direct", state: "open", errorClass: "timeout" })
  expect(open?.from).toEqual(new Date(minute(60)))
  expect(open?.figures).toMatchObject({
    calls: 150,
    faults: 120,
    requestsFailed: 120,
    rescued: 60,
    lost: 60,
    failedUnpriced: 0,
    models: [{ model: "gpt-test", faults: 120 }],
  })
  const markers = () =>
    listAnnotations(tenant.scope, { from: WINDOW.from.toISOString(), to: WINDOW.to.toISOString(), limit: 9 })
  expect((await markers()).annotations).toMatchObject([{ kind: "incident", entity: "openai direct" }])

  await send(tenant, calls("after", upTo(75, 120), 0))
  await findIncidents(new Date(NOON.getTime() + 130 * 60_000))
  expect(await listIncidents(tenant.scope, WINDOW)).toMatchObject([
    { id: open?.id, state: "over", until: new Date(minute(75)) },
  ])
  expect(
    await listIncidents({ ...tenant.scope, teams: ["core"] } as typeof tenant.scope, WINDOW),
  ).toMatchObject([{ figures: null }])

  const voids = upTo(60, 75).flatMap((at) =>
    Array.from({ length: 8 }, (_, i) => ({
      ...{
        id: `v-${at}-${i}`,
        type: "void" as const,
        target_id: `down-${at}-${i}`,
        reason: "a broken client",
      },
    })),
  )
  await send(tenant, voids)
  await findIncidents(new Date(NOON.getTime() + 200 * 60_000))
  expect(await listIncidents(tenant.scope, WINDOW)).toEqual([])
  expect((await markers()).annotations).toEqual([])
})
