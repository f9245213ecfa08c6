import "@/lib/testing/signed-in"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeEach, expect, test } from "vitest"
import { mintScope, type Role } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import { formatMoney } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { partsOf, startMailServer } from "@/lib/testing/mail-server"
import { signedInAs } from "@/lib/testing/signed-in"

const mail = await startMailServer()
process.env.SMTP_URL = mail.url
process.env.MAIL_FROM = "Tollgate <tollgate@example.com>"
process.env.BASE_URL = "https://tollgate.example.com"
await testDatabase()
const { deliverReports } = await import("./deliver")
const { changeReport, createReport, deleteReport, sendReport, unsubscribe } = await import("./mutations")
const { listReports } = await import("./queries")
const { reportInput } = await import("./schema")
const { sendMail } = await import("@/lib/mail/send")

afterAll(() => mail.close())
beforeEach(() => {
  mail.letters.length = 0
  mail.faults.clear()
})

async function member(role: Role, { orgId }: Tenant, teams: string[] | null = null) {
  const { accountId } = await signedInAs(role, orgId)
  if (teams) await prisma().membership.updateMany({ where: { orgId, accountId }, data: { teams } })
  const { email, name } = await prisma().account.findUniqueOrThrow({ where: { id: accountId } })
  return { accountId, email, name, scope: mintScope(orgId, { kind: "user", userId: accountId, role }, teams) }
}

async function send({ scope, orgId }: Tenant, events: Partial<EventInput>[]): Promise<void> {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
}

const report = (more: object) =>
  reportInput.parse({
    name: "By team",
    page: "/explore",
    query: "group_by=team",
    every: "day",
    recipients: ["a@example.com"],
    ...more,
  })

/** As if the schedule had been made then. */
async function since({ orgId }: Tenant, id: number, day: string): Promise<void> {
  await prisma().reportSchedule.update({
    where: { orgId_id: { orgId, id } },
    data: { startsAt: new Date(day) },
  })
}

/** A tenant of its own for each test: others' reports must not come due. */
async function quiet(): Promise<void> {
  await prisma().reportSchedule.deleteMany({})
  await prisma().reportDelivery.deleteMany({})
}

const at = (text: string) => new Date(text)

test("a day's report says what the page says, escapes what senders wrote, and fetches nothing", async () => {
  await quiet()
  const tenant = await makeTenant({ zone: "Asia/Kathmandu", name: "Acme & <Sons>" })
  await send(tenant, [
    { team: "<b>Search</b>", time: "2026-11-17T18:20:00.000Z" },
    { team: "Support", time: "2026-11-18T10:00:00.000Z" },
    { time: "2026-11-18T10:00:00.000Z", model: "no-price" },
    { team: "Support", time: "2026-11-18T18:20:00.000Z" },
  ])
  const owner = await member("owner", tenant)
  const { id } = await createReport(owner.scope, report({ csv: true }))
  await since(tenant, id, "2026-11-18T12:00:00Z")
  await deliverReports(at("2026-11-19T02:14:00Z"))
  expect(mail.letters).toHaveLength(0)
  await deliverReports(at("2026-11-19T02:15:00Z"))
  expect(mail.letters).toHaveLength(1)
  const [letter] = mail.letters
  const text = partsOf(letter?.raw ?? "")
  const day = { from: at("2026-11-17T18:15:00Z"), to: at("2026-11-18T18:15:00Z") }
  const query = {
    ...day,
    interval: "day",
    groupBy: ["team"],
    filters: [],
    limit: 10,
    comparison: null,
  } as const
  const { total } = await spend(owner.scope, { ...query, groupBy: ["team"], filters: [] })
  expect(text).toContain(formatMoney(total.billed, "USD"))
  expect(text).toContain("&lt;b&gt;Search&lt;/b&gt;")
  expect(text).not.toContain("<b>Search</b></th>")
  expect(text).toMatch(/Spend, 18 Nov: .* \(new, nothing in 17 Nov\)/)
  expect(text).toContain("1 call has no known cost and is in no amount here.")
  expect(text).toContain("https://tollgate.example.com/explore?")
  expect(text).not.toMatch(/<img|@import|url\(/)
  expect(text).toContain("filename=spend_by-team_2026-11-18_2026-11-18.csv")
  expect(letter?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m)
  await deliverReports(at("2026-11-19T09:00:00Z"))
  expect(mail.letters).toHaveLength(1)
})

test("after an outage the newest period alone is sent, once, by however many workers", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({ recipients: ["a@example.com", "b@example.com"] }))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  const now = at("2026-11-19T09:00:00Z")
  await Promise.all([deliverReports(now), deliverReports(now), deliverReports(now)])
  expect(mail.letters.flatMap(({ to }) => to).sort()).toEqual(["a@example.com", "b@example.com"])
  await deliverReports(at("2026-11-20T07:59:00Z"))
  expect(mail.letters).toHaveLength(2)
  await deliverReports(at("2026-11-20T08:00:00Z"))
  expect(mail.letters).toHaveLength(4)
})

test("a clock that jumps an hour to and fro, and a worker that was paused for three, send each report once", async () => {
  await quiet()
  const tenant = await makeTenant({ zone: "Europe/Berlin" })
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({ hour: 2 }))
  await since(tenant, id, "2026-10-24T12:00:00Z")
  // The clocks of Berlin go back at 01:00 UTC on the 25th: its two o'clock comes twice.
  const course = ["23:30", "00:10", "01:10", "00:10", "01:10", "04:10", "03:10"]
  for (const [n, time] of course.entries()) {
    await deliverReports(at(`2026-10-${n === 0 ? "24" : "25"}T${time}:00Z`))
    expect(mail.letters).toHaveLength(n === 0 ? 0 : 1)
  }
  for (const time of ["00:50", "01:50", "00:50", "04:50"]) await deliverReports(at(`2026-10-26T${time}:00Z`))
  expect(mail.letters).toHaveLength(2)
})

test("a worker that is told to stop finishes its letter, and leaves the others to the next", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const recipients = ["a@example.com", "b@example.com", "c@example.com"]
  const { id } = await createReport(scope, report({ recipients }))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  const now = at("2026-11-19T09:00:00Z")
  const stop = new AbortController()
  mail.onLetter = () => stop.abort()
  await deliverReports(now, stop.signal)
  mail.onLetter = null
  const states = (await listReports(scope)).reports[0]?.last?.letters.map(({ state }) => state)
  expect(states?.toSorted()).toEqual(["due", "due", "sent"])
  await deliverReports(now)
  expect(mail.letters.flatMap(({ to }) => to).sort()).toEqual(recipients)
})

test("a server that is busy is asked again, one that refuses is not, and silence is not answered by a second letter", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  mail.faults.set("busy@example.com", 451).set("gone@example.com", 550)
  const { id } = await createReport(scope, report({ recipients: ["busy@example.com", "gone@example.com"] }))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  await deliverReports(at("2026-11-19T09:00:00Z"))
  const letters = async () => (await listReports(scope)).reports[0]?.last?.letters.map(({ state }) => state)
  expect(await letters()).toEqual(["due", "failed"])
  mail.faults.clear()
  await prisma().reportDelivery.updateMany({ data: { nextTryAt: at("2026-11-19T09:00:00Z") } })
  await deliverReports(at("2026-11-19T09:05:00Z"))
  expect(await letters()).toEqual(["sent", "failed"])
  await prisma().reportDelivery.updateMany({
    where: { orgId: tenant.orgId, recipient: "gone@example.com" },
    data: { state: "sending", changedAt: at("2026-11-19T09:00:00Z") },
  })
  await deliverReports(at("2026-11-19T09:30:00Z"))
  expect(await letters()).toEqual(["sent", "unknown"])
  expect(mail.letters).toHaveLength(1)
  await sendReport(scope, id)
  await deliverReports()
  await sendReport(scope, id)
  await deliverReports()
  expect(await letters()).toEqual(["sent", "sent"])
  expect(mail.letters).toHaveLength(3)
})

test("a report shows what its maker may see on the day, and ends with their membership", async () => {
  await quiet()
  const tenant = await makeTenant()
  await send(tenant, [{ team: "Support" }, { team: "Secret" }])
  const engineer = await member("engineer", tenant, ["Support"])
  await expect(createReport(engineer.scope, report({}))).rejects.toMatchObject({ code: "forbidden" })
  const { id } = await createReport(engineer.scope, report({ recipients: [engineer.email] }))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  await deliverReports(at("2026-11-19T09:00:00Z"))
  const text = partsOf(mail.letters[0]?.raw ?? "")
  expect(text).toContain("Support")
  expect(text).not.toContain("Secret")
  const other = await member("engineer", tenant)
  await expect(deleteReport(other.scope, id)).rejects.toMatchObject({ code: "not_found" })
  await prisma().membership.deleteMany({ where: { orgId: tenant.orgId, accountId: engineer.accountId } })
  await deliverReports(at("2026-11-20T09:00:00Z"))
  expect(mail.letters).toHaveLength(1)
  const { scope } = await member("owner", tenant)
  expect((await listReports(scope)).reports[0]?.paused_because).toBe("Whoever made it is no member any more.")
  expect((await listReports(scope)).reports[0]?.created_by).toBe(engineer.name)
})

test("whoever tries a report has it at once and again, and the recipients still have it once, at its time", async () => {
  await quiet()
  const tenant = await makeTenant()
  const [owner, engineer] = [await member("owner", tenant), await member("engineer", tenant)]
  const { id } = await createReport(owner.scope, report({ recipients: ["cfo@example.com"] }))
  for (let n = 0; n < 2; n += 1) {
    await sendReport(owner.scope, id, "me")
    await deliverReports()
  }
  const reached = () => mail.letters.flatMap(({ to }) => to)
  expect(reached()).toEqual([owner.email, owner.email])
  await sendReport(owner.scope, id)
  await deliverReports()
  await sendReport(owner.scope, id)
  await deliverReports()
  expect(reached().slice(2)).toEqual(["cfo@example.com"])
  const { id: own } = await createReport(engineer.scope, report({ recipients: [engineer.email] }))
  await expect(sendReport(owner.scope, own, "me")).rejects.toMatchObject({ code: "forbidden" })
})

test("a report is changed within what its maker may, and one that is paused goes on as its changer sees it", async () => {
  await quiet()
  const tenant = await makeTenant()
  const both = (time: string) => [
    { team: "Support", time },
    { team: "Secret", time },
  ]
  await send(tenant, [...both("2026-11-18T10:00:00.000Z"), ...both("2026-11-20T10:00:00.000Z")])
  const [owner, engineer] = [await member("owner", tenant), await member("engineer", tenant, ["Support"])]
  const { id } = await createReport(engineer.scope, report({ recipients: [engineer.email] }))
  await changeReport(owner.scope, id, { name: "Renamed", hour: 9 })
  await expect(changeReport(owner.scope, id, { recipients: [owner.email] })).rejects.toMatchObject({
    code: "forbidden",
    errors: [{ pointer: "/recipients/0" }],
  })
  const other = await member("finance", tenant)
  await expect(changeReport(other.scope, id, { hour: 1 })).rejects.toMatchObject({
    ...{ code: "not_found", message: "There is no such report." },
  })
  await since(tenant, id, "2026-11-18T12:00:00Z")
  await deliverReports(at("2026-11-19T08:30:00Z"))
  await deliverReports(at("2026-11-19T09:00:00Z"))
  const shown = (n: number) =>
    ["Support", "Secret"].filter((team) => partsOf(mail.letters[n]?.raw ?? "").includes(team))
  expect(shown(0)).toEqual(["Support"])
  await prisma().membership.deleteMany({ where: { orgId: tenant.orgId, accountId: engineer.accountId } })
  await deliverReports(at("2026-11-20T09:00:00Z"))
  await expect(sendReport(owner.scope, id)).rejects.toMatchObject({ code: "conflict" })
  await changeReport(owner.scope, id, { recipients: [owner.email] })
  expect((await listReports(owner.scope)).reports).toMatchObject([
    { name: "Renamed", hour: 9, paused_because: null, own: true, recipients: [owner.email] },
  ])
  await deliverReports(at("2026-11-21T09:00:00Z"))
  expect(mail.letters).toHaveLength(1)
  await since(tenant, id, "2026-11-01T00:00:00Z")
  await deliverReports(at("2026-11-21T09:00:00Z"))
  expect(mail.letters[1]?.to).toEqual([owner.email])
  expect(shown(1)).toEqual(["Support", "Secret"])
})

test("another rhythm sends its own periods, though one of the former began at the same instant", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({}))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  await deliverReports(at("2026-11-17T09:00:00Z"))
  await changeReport(scope, id, { every: "week" })
  await since(tenant, id, "2026-11-18T00:00:00Z")
  await deliverReports(at("2026-11-20T09:00:00Z"))
  expect(mail.letters).toHaveLength(1)
  await deliverReports(at("2026-11-23T09:00:00Z"))
  const ids = mail.letters.map(({ raw }) => /^Message-ID:\s+(.*)$/im.exec(raw)?.[1])
  expect(ids.every((id) => /^<report\./.test(id ?? ""))).toBe(true)
  expect(new Set(ids).size).toBe(2)
})

test("a letter that was noted while its report was deleted keeps no other waiting", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({}))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  const time = at("2026-11-01T00:00:00Z")
  const letter = { recipient: "a@example.com", state: "due", attempts: 0 }
  const times = { periodStart: time, periodEnd: time, nextTryAt: time, changedAt: time }
  await prisma().reportDelivery.create({
    data: { orgId: tenant.orgId, scheduleId: id + 1, ...letter, ...times },
  })
  await deliverReports(at("2026-11-19T09:00:00Z"))
  expect(mail.letters).toHaveLength(1)
})

test("a report that is being deleted leaves no letter", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({}))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  const where = { orgId: tenant.orgId, id }
  const going = await prisma().$transaction(async (on) => {
    await on.$queryRaw`select r.id from report_schedule r where r.org_id = ${tenant.orgId} and r.id = ${id} for update`
    const delivering = deliverReports(at("2026-11-19T09:00:00Z"))
    await sleep(300)
    await on.reportSchedule.delete({ where: { orgId_id: where } })
    return { delivering }
  })
  await going.delivering
  expect(mail.letters).toHaveLength(0)
  expect(await prisma().reportDelivery.count({ where: { orgId: tenant.orgId } })).toBe(0)
})

test("a report whose rhythm is being changed sends none of the former", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({}))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  const where = { orgId_id: { orgId: tenant.orgId, id } }
  const going = await prisma().$transaction(async (on) => {
    await on.reportSchedule.update({ where, data: { every: "week", startsAt: at("2026-11-19T08:59:00Z") } })
    const delivering = deliverReports(at("2026-11-19T09:00:00Z"))
    await sleep(300)
    return { delivering }
  })
  await going.delivering
  expect(mail.letters).toHaveLength(0)
})

test("the link in a letter ends the letters to that address alone", async () => {
  await quiet()
  const tenant = await makeTenant()
  const { scope } = await member("owner", tenant)
  const { id } = await createReport(scope, report({ recipients: ["a@example.com", "b@example.com"] }))
  await since(tenant, id, "2026-11-01T00:00:00Z")
  await deliverReports(at("2026-11-19T09:00:00Z"))
  const letter = mail.letters.find(({ to }) => to.includes("a@example.com"))
  const [, token = ""] =
    /unsubscribe\?token=([\w.-]+)>/.exec((letter?.raw ?? "").replace(/\r\n\s/g, "")) ?? []
  await expect(unsubscribe(`${token}x`)).rejects.toMatchObject({ code: "invalid" })
  await unsubscribe(token)
  await unsubscribe(token)
  expect((await listReports(scope)).reports[0]?.recipients).toEqual(["b@example.com"])
  mail.letters.length = 0
  await deliverReports(at("2026-11-20T09:00:00Z"))
  expect(mail.letters.flatMap(({ to }) => to)).toEqual(["b@example.com"])
})

test("a line that breaks once the letter is whole leaves it unknown, one that breaks before does not", async () => {
  mail.faults.set("broken@example.com", "break")
  const letter = { to: "broken@example.com", subject: "x", text: "x", html: "x" }
  await expect(sendMail(letter)).rejects.toMatchObject({ outcome: "unknown" })
  mail.faults.set("broken@example.com", 421)
  await expect(sendMail(letter)).rejects.toMatchObject({ outcome: "later" })
  mail.faults.set("broken@example.com", 550)
  await expect(sendMail(letter)).rejects.toMatchObject({ outcome: "never" })
})

test("an invitation is mailed where mail is set up, and shown in any case", async () => {
  const tenant = await makeTenant({ name: "Acme" })
  const { scope } = await member("owner", tenant)
  const { inviteByMail } = await import("@/lib/auth/invitation-letter")
  const input = { role: "viewer", teams: null } as const
  const taken = await inviteByMail(scope, { ...input, email: "new@example.com" })
  expect(taken.mailed).toBe(true)
  expect(partsOf(mail.letters[0]?.raw ?? "")).toContain(taken.link)
  mail.faults.set("gone@example.com", 550)
  expect((await inviteByMail(scope, { ...input, email: "gone@example.com" })).mailed).toBe(false)
})
