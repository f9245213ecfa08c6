import "@/lib/testing/signed-in"
import { randomUUID } from "node:crypto"
import { beforeAll, describe, expect, test } from "vitest"
import * as events from "@/app/api/v1/events/route"
import { addMute } from "@/lib/alerts/mutations"
import { putRule } from "@/lib/alerts/rule-mutations"
import { ruleInput } from "@/lib/alerts/rule-schema"
import { addAnnotation } from "@/lib/annotations/add"
import { giveName } from "@/lib/attribution/give-name"
import { createKey } from "@/lib/auth/api-key"
import { recordAudit } from "@/lib/auth/audit"
import { listAudit } from "@/lib/auth/audit-trail"
import { invite } from "@/lib/auth/invite"
import { hashPassword } from "@/lib/auth/password"
import { KEY_SCOPES, mintScope, ROLES } from "@/lib/auth/scope"
import { addIncrease } from "@/lib/budgets/increases"
import { putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { grantCredit } from "@/lib/credits/mutations"
import { prisma } from "@/lib/db/client"
import { transaction } from "@/lib/db/query"
import { testEndpoint } from "@/lib/delivery/by-hand"
import { createEndpoint } from "@/lib/delivery/mutations"
import { billMapping } from "@/lib/imports/mapping-schema"
import { saveMapping } from "@/lib/imports/mappings"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { addNote } from "@/lib/reconcile/mutations"
import { noteInput } from "@/lib/reconcile/schema"
import { createReport } from "@/lib/reports/mutations"
import { previewRerate } from "@/lib/rerate/mutations"
import { postSmokeRun } from "@/lib/smoke/mutations"
import { smokeRunInput } from "@/lib/smoke/schema"
import { createSource } from "@/lib/sources/mutations"
import { type AccessRow, ASKERS, type Asker, type Seeded } from "@/lib/testing/access-row"
import { ACCESS, endpoint, OPEN, price, SEEDED_PASSWORD } from "@/lib/testing/access-table"
import { openAiCosts } from "@/lib/testing/bills"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { type FoundRoute, routesOnDisk } from "@/lib/testing/route-files"
import { signedInAs } from "@/lib/testing/signed-in"
import { smokeRun } from "@/lib/testing/smoke-run"
import { withoutFilter, withoutWall } from "@/lib/testing/unfiltered"
import { createView } from "@/lib/views/mutations"

await testDatabase()

const CANARY = "canary-5b1c"
const routes = await routesOnDisk()

interface Side {
  tenant: Tenant
  credentials: Record<Asker, Record<string, string>>
}

let ours: Side
let theirs: Side
let seeded: Seeded

async function makeSide(): Promise<Side> {
  const tenant = await makeTenant()
  const origin = "http://localhost:3000"
  const people = ROLES.map(async (role) => {
    const { cookie } = await signedInAs(role, tenant.orgId)
    return [role, { cookie, origin }] as const
  })
  const keys = KEY_SCOPES.map(async (scope) => {
    const { key } = await createKey(tenant.scope, {
      name: `side ${scope}`,
      environment: "live",
      scopes: [scope],
    })
    return [`key:${scope}`, { authorization: `Bearer ${key}` }] as const
  })
  const credentials = Object.fromEntries([...(await Promise.all([...people, ...keys])), ["anonymous", {}]])
  return { tenant, credentials }
}

async function seed(): Promise<Seeded> {
  const { scope } = ours.tenant
  const form = { name: CANARY, environment: "live", source: CANARY }
  const signing = await FRESH.source()
  const sender = await createKey(scope, { ...form, scopes: ["ingest"] })
  const event = {
    id: CANARY,
    provider: "openai",
    model: "gpt-4o-mini",
    user: CANARY,
    feature: CANARY,
    usage: { input_uncached: 1_000, output: 10 },
  }
  const authorization = `Bearer ${sender.key}`
  const sent = await events.POST(post("http://localhost:3000/api/v1/events", { authorization }, event))
  expect(await sent.json()).toMatchObject({ accepted: 1 })
  const list = await events.GET(
    new Request("http://localhost:3000/api/v1/events", { headers: ours.credentials["key:read"] }),
  )
  const page = await list.json()
  return {
    ...signing,
    sourceId: sender.source?.id ?? 0,
    keyId: sender.id,
    eventId: page.events[0].id,
    ...(await FRESH.member()),
    ...(await FRESH.invitation()),
    ...(await FRESH.annotation()),
    ...(await FRESH.view()),
    ...(await FRESH.credit()),
    ...(await FRESH.price()),
    ...(await FRESH.rerate()),
    ...(await FRESH.name()),
    ...(await FRESH.report()),
    ...(await FRESH.endpoint()),
    ...(await FRESH.budget()),
    ...(await FRESH.smoke()),
    ...(await FRESH.bill()),
    ...(await FRESH.alert()),
    auditId: await farEntry(),
  } as Seeded
}

/** An entry whose number the other organisation's trail does not reach. */
async function farEntry(): Promise<number> {
  for (let n = 0; n < 100; n += 1)
    await transaction((on) => recordAudit(on, ours.tenant.scope, { action: "test.seed", subject: CANARY }))
  return (await listAudit(ours.tenant.scope, { limit: 1 })).entries[0]!.id
}

function post(url: string, headers: Record<string, string>, body: unknown): Request {
  const type = { "content-type": "application/json" }
  return new Request(url, { method: "POST", headers: { ...headers, ...type }, body: JSON.stringify(body) })
}

type Around = <T>(work: () => Promise<T>) => Promise<T>

async function ask(
  { name, path, handler }: FoundRoute,
  row: AccessRow,
  side: Side,
  asker: Asker,
  around: Around = (work) => work(),
) {
  const target = row.spends ? { ...seeded, ...(await FRESH[row.spends]()) } : seeded
  const params = row.params?.(target) ?? {}
  const url = `http://localhost:3000${path}${row.search ?? ""}`
  const credentials = await (row.spends === "session" ? spentSession(side, asker) : side.credentials[asker])
  const headers = { ...credentials, ...(row.body ? { "content-type": "application/json" } : {}) }
  const method = name.split(" ")[0] ?? "GET"
  const body = row.body ? JSON.stringify(row.body(target)) : null
  const request = new Request(url, { method, headers, body })
  return around(async () => {
    const response = await handler(request, { params: Promise.resolve(params) })
    return { status: response.status, text: await response.text() }
  })
}

const FRESH: Record<NonNullable<AccessRow["spends"]>, () => Promise<Partial<Seeded>>> = {
  async key() {
    const form = { name: CANARY, environment: "live", source: CANARY }
    return { keyId: (await createKey(ours.tenant.scope, { ...form, scopes: ["read"] })).id }
  },
  async member() {
    return { memberId: (await signedInAs("viewer", ours.tenant.orgId)).accountId }
  },
  async invitation() {
    const { accountId } = await signedInAs("owner", ours.tenant.orgId)
    const owner = mintScope(ours.tenant.orgId, { kind: "user", userId: accountId, role: "owner" })
    const email = `${CANARY}-${accountId}@example.com`
    return { invitationId: (await invite(owner, { email, role: "viewer", teams: null })).id }
  },
  async price() {
    await countFarOff("price_override")
    return { priceId: (await addPrice(ours.tenant.scope, priceInput.parse(price()))).id }
  },
  async annotation() {
    const marker = { kind: "note", entity: CANARY, text: CANARY, time: new Date() } as const
    return { annotationId: await transaction((on) => addAnnotation(on, ours.tenant.scope, marker)) }
  },
  async view() {
    await countFarOff("saved_view")
    const { accountId } = await signedInAs("owner", ours.tenant.orgId)
    const owner = mintScope(ours.tenant.orgId, { kind: "user", userId: accountId, role: "owner" })
    const view = { name: CANARY, page: "/explore", query: "", shared: true } as const
    return { viewId: (await createView(owner, view)).id }
  },
  async credit() {
    await countFarOff("credit_grant")
    const input = { name: CANARY, scope: [], amount: "1", tokens: null, expires_at: null }
    return {
      creditId: (await grantCredit(ours.tenant.scope, { ...input, starts_at: "2026-11-01T00:00:00Z" })).id,
    }
  },
  async rerate() {
    await countFarOff("rerate")
    const atWork = ["previewing", "checking", "applying"]
    await prisma().rerate.updateMany({ where: { status: { in: atWork } }, data: { status: "cancelled" } })
    const { orgId, scope } = ours.tenant
    const all = { from: "2026-11-01", to: null, provider: CANARY, model: null }
    const { id: rerateId } = await previewRerate(scope, all)
    const none = { listBefore: 0, listAfter: 0, billedBefore: 0, billedAfter: 1 }
    const unpriced = { unpricedCallsBefore: 0, unpricedCallsAfter: 0 }
    const tokens = { unpricedTokensBefore: 0, unpricedTokensAfter: 0 }
    const where = { pass: "preview", month: new Date("2026-11-01"), contextId: 1, calls: 1, changed: 1 }
    await prisma().rerateSum.create({ data: { orgId, rerateId, ...where, ...none, ...unpriced, ...tokens } })
    await prisma().rerate.update({
      where: { orgId_id: { orgId, id: rerateId } },
      data: { status: "previewed" },
    })
    return { rerateId }
  },
  async name() {
    await countFarOff("given_name")
    const { orgId } = ours.tenant
    const id = 1 + (await prisma().endUser.count({ where: { orgId } }))
    const [nameValue, called] = [`${CANARY}-${id}`, `${CANARY}-${id + 1}`]
    for (const [at, name] of [nameValue, called].entries()) {
      await prisma().endUser.create({ data: { orgId, id: 1_000_000 + id + at, digest: randomUUID(), name } })
    }
    await giveName(ours.tenant.scope, {
      dimension: "user",
      value: called,
      name: `${id} too`,
      merge: false,
    })
    const { id: nameId } = await prisma().givenName.findFirstOrThrow({ where: { orgId, value: called } })
    return { nameValue, nameId }
  },
  async report() {
    await countFarOff("report_schedule")
    const { accountId } = await signedInAs("owner", ours.tenant.orgId)
    const owner = mintScope(ours.tenant.orgId, { kind: "user", userId: accountId, role: "owner" })
    const input = { name: CANARY, page: "/", query: "", every: "day", hour: 8, csv: false } as const
    return { reportId: (await createReport(owner, { ...input, recipients: ["a@example.com"] })).id }
  },
  async budget() {
    const { scope } = ours.tenant
    const budgetSlug = `seeded-${randomUUID()}`
    const input = budgetInput.parse({ name: CANARY, period: "month", amount: "100" })
    await putBudget(scope, budgetSlug, input)
    const more = { amount: "1", until: "2100-01-01", reason: CANARY }
    const { increases } = await addIncrease(scope, budgetSlug, more)
    return { budgetSlug, increaseId: increases[0]!.id }
  },
  async endpoint() {
    await countFarOff("endpoint")
    const { id: endpointId } = await createEndpoint(ours.tenant.scope, {
      ...endpoint(),
      name: `${CANARY} ${randomUUID()}`,
    })
    const { id: deliveryId } = await testEndpoint(ours.tenant.scope, endpointId)
    return { endpointId, deliveryId }
  },
  async smoke() {
    await countFarOff("smoke_run")
    const run = smokeRunInput.parse({ ...smokeRun(), name: CANARY })
    return { smokeRunId: (await postSmokeRun(ours.tenant.scope, run)).id }
  },
  async bill() {
    for (const name of ["bill", "bill_note"]) await countFarOff(name)
    const { scope } = ours.tenant
    const account = randomUUID()
    const billModel = `${CANARY}-${account}`
    const line = {
      day: "2026-11-01",
      model: billModel,
      amount: "1",
      requests: 0,
      input: 0,
      cached: 0,
      output: 0,
    }
    const asked = importQuery.parse({ account, name: CANARY })
    const { id } = await importBill(scope, Buffer.from(openAiCosts([line])), asked)
    const note = { provider: "openai", model: billModel, day: "2026-11-01", note: CANARY }
    const { id: billNoteId } = await addNote(scope, noteInput.parse(note))
    return { billId: id ?? 0, billModel, billNoteId }
  },
  async mapping() {
    const mapping = { columns: { day: "Date", amount: CANARY }, provider: "qwen", currency: "CNY" }
    await saveMapping(ours.tenant.scope, "Seeded", billMapping.parse(mapping))
    return {}
  },
  async alert() {
    const { scope, orgId } = ours.tenant
    for (const name of ["alert", "alert_rule", "alert_mute"]) await countFarOff(name)
    const ruleSlug = `seeded-${randomUUID()}`
    await putRule(scope, ruleSlug, ruleInput.parse({ name: CANARY, condition: { kind: "unpriced" } }))
    const { id: ruleId } = await prisma().alertRule.findFirstOrThrow({ where: { orgId, slug: ruleSlug } })
    const alertId = ruleId
    const [now, text] = [new Date(), CANARY]
    await prisma().alert.create({
      data: {
        ...{ orgId, id: alertId, key: ruleSlug, ruleId, kind: "unpriced", name: text, entity: "" },
        ...{ periodStart: now, severity: "warning", title: text, sentence: text, facts: [], notify: [] },
        ...{ muted: false, messages: 0, firedAt: now },
      },
    })
    const until = new Date(now.getTime() + 3_600_000).toISOString()
    const { id: muteId } = await addMute(scope, { rule: ruleSlug, until, reason: CANARY })
    return { ruleSlug, alertId, muteId }
  },
  source: async () => {
    await countFarOff("source")
    const made = await createSource(ours.tenant.scope, { name: CANARY, kind: "webhook", bills: false })
    return { signingSourceId: made.source.id }
  },
  session: async () => ({}),
}

/** Numbers that the other organisation's do not reach. */
async function countFarOff(name: string): Promise<void> {
  const counter = { orgId: ours.tenant.orgId, name, value: 1_000 }
  const where = { orgId_name: { orgId: counter.orgId, name } }
  if (!(await prisma().counter.findUnique({ where }))) await prisma().counter.create({ data: counter })
}

/** A session of its own for a request that ends it. */
async function spentSession(side: Side, asker: Asker): Promise<Record<string, string>> {
  const role = ROLES.find((name) => name === asker)
  if (!role) return side.credentials[asker]
  const { accountId, cookie } = await signedInAs(role, side.tenant.orgId)
  const passwordHash = await hashPassword(SEEDED_PASSWORD)
  await prisma().account.update({ where: { id: accountId }, data: { passwordHash } })
  return { ...side.credentials[role], cookie }
}

beforeAll(async () => {
  ours = await makeSide()
  theirs = await makeSide()
  seeded = await seed()
})

test("every verb of every route has a row", () => {
  const rows = [...Object.keys(ACCESS), ...OPEN].sort()
  expect(routes.map(({ name }) => name).sort()).toEqual(rows)
})

describe.each(routes.filter(({ name }) => ACCESS[name]))("$name", (found) => {
  const row = ACCESS[found.name]!

  test.each(ASKERS)("asked by %s", async (asker) => {
    const { status } = await ask(found, row, ours, asker)
    if (row.allow.includes(asker) && row.refuses) expect(status).toBe(row.refuses)
    else if (row.allow.includes(asker)) expect(status).toBeLessThan(300)
    // What is somebody else's may be answered like what is not there.
    else expect(row.byOwner ? [401, 403, 404] : [401, 403]).toContain(status)
    if (asker === "anonymous") expect(status).toBe(401)
  })

  test.each([
    ["", (work) => work()],
    [", not even where the statements forget to ask for one organisation", withoutFilter],
  ] as [string, Around][])("shows nothing of ours to another organisation%s", async (_, around) => {
    for (const asker of row.allow) {
      const { status, text } = await ask(found, row, theirs, asker, around)
      expect(text, asker).not.toContain(CANARY)
      if (row.isItem) expect(status, asker).toBe(404)
      else if (row.refuses) expect(status, asker).toBe(row.refuses)
      else expect(status, asker).toBeLessThan(300)
    }
  })
})

const LISTS = [
  "imports",
  "events",
  "sources",
  "keys",
  "credits",
  "annotations",
  "views",
  "names",
  "budgets",
  "alerts",
]

test("with neither wall, the lists do show what is ours", async () => {
  const neither: Around = (work) => withoutWall(() => withoutFilter(work))
  for (const list of LISTS) {
    const found = routes.find(({ name }) => name === `GET /api/v1/${list}`)!
    const { text } = await ask(found, ACCESS[found.name]!, theirs, "owner", neither)
    expect(text, list).toContain(CANARY)
  }
})

test("what is open to everybody asks for nobody", () => {
  for (const { name, handler } of routes.filter(({ name }) => OPEN.includes(name))) {
    expect(handler.options.auth, name).toBe("none")
  }
})
