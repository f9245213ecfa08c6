import pg from "pg"
import { afterAll, beforeEach, expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { audit } from "./audit"
import { type Expected, expectedOf } from "./expected"

const database = new pg.Pool({ connectionString: await testDatabase(), max: 2 })
afterAll(() => database.end())

let orgId = 0
let expected: Expected[] = []

/** 1,000 in, 200 of them cached besides, 300 out, at the prices of the tests. */
const EACH = 5_750_000_000n

beforeEach(async () => {
  const tenant = await makeTenant()
  orgId = tenant.orgId
  const source = await testSource(orgId)
  const ids = ["a", "b", "c"]
  const drafts = ids.map((id) => testDraft(testEvent({ id })))
  const voided = testDraft({ id: "v", type: "void", target_id: "c", reason: "test" })
  await appendEvents(tenant.scope, source, [...drafts, voided])
  const logged = ids.map((id) => ({
    sender: 0,
    id,
    kind: "usage" as const,
    target: null,
    billed: EACH,
    acked: true,
  }))
  const correction = { sender: 0, id: "v", kind: "void" as const, target: "c", billed: 0n, acked: true }
  expected = expectedOf([...logged, correction], () => source)
})

const CLEAN = { missing: 0, twice: 0, wrong: 0, unknown: 0, unheard: [] }
const tamper = (sql: string) => database.query(sql, [orgId])
const keyOf = (id: string) => expected.find((event) => event.id === id)!.key

test("a ledger that holds what was logged is clean", async () => {
  expect(await audit({ database }, orgId, expected)).toEqual(CLEAN)
})

test("an event that is gone is missing; one whose charges are gone is wrong", async () => {
  await tamper(`delete from identity where org_id = $1 and key = ${keyOf("a")}`)
  await tamper(`delete from charge where org_id = $1 and event_key = ${keyOf("b")}`)
  expect(await audit({ database }, orgId, expected)).toMatchObject({ missing: 1, wrong: 1 })
})

test("an event charged twice is found, and so is another amount", async () => {
  await tamper(
    `insert into charge select * from charge where org_id = $1 and n = 1 and event_key = ${keyOf("a")}`,
  )
  await tamper(
    `update charge set billed_pico = billed_pico + 1 where org_id = $1 and event_key = ${keyOf("b")}`,
  )
  expect(await audit({ database }, orgId, expected)).toMatchObject({ twice: 1, wrong: 2 })
})

test("what a re-rate wrote is nothing that was sent, also where a void takes it back", async () => {
  const columns = `time, event_key, batch_id, org_id, context_id, n, line, flags, input_uncached, cache_read, output,
    cache_write_5m, cache_write_1h, cache_write_other, reasoning`
  const rewrite = (id: string, n: number, revision: number, billed: bigint) =>
    tamper(`insert into charge (${columns}, revision, billed_pico)
      select ${columns.replace(" n,", ` ${n},`)}, ${revision}, ${billed} from charge
      where org_id = $1 and n = 1 and revision is null and event_key = ${keyOf(id)}`)
  await rewrite("a", -1, 1, -EACH)
  await rewrite("a", 1, 1, EACH * 2n)
  expect(await audit({ database }, orgId, expected)).toEqual(CLEAN)
  await rewrite("c", -1, 1, -EACH)
  await rewrite("c", 1, 1, EACH * 2n)
  await tamper(`update charge set billed_pico = ${-EACH * 2n}
    where org_id = $1 and n = -1 and revision is null and event_key = ${keyOf("c")}`)
  expect(await audit({ database }, orgId, expected)).toEqual(CLEAN)
})

test("a void that was not carried out is found", async () => {
  await tamper(`delete from charge where org_id = $1 and n = -1 and event_key = ${keyOf("c")}`)
  expect(await audit({ database }, orgId, expected)).toMatchObject({ wrong: 1 })
})

test("an event that nobody logged is unknown; one never answered for may be there", async () => {
  const [a, ...others] = expected
  expect(await audit({ database }, orgId, others)).toMatchObject({ unknown: 1 })
  const unheard = { ...a!, acked: false }
  const found = await audit({ database }, orgId, [unheard, ...others])
  expect(found).toEqual({ ...CLEAN, unheard: [unheard] })
})
