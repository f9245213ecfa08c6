import "@/lib/testing/signed-in"
import { afterAll, beforeEach, expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import type { EventInput } from "@/lib/sources/events-schema"
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
const { createReport, deleteReport, sendReport, unsubscribe } = await import("./mutations")
const { listReports } = await import("./queries")
const { reportInput } = await import("./schema")
const { MOST_LETTERS } = await import("@/lib/auth/letters-today")
const { inviteByMail } = await import("@/lib/auth/invitation-letter")
const { reportCsv } = await import("./report-csv")
const { reportFigures } = await import("./report-figures")
const { reportLetter } = await import("./report-letter")
const { unsubscribeToken } = await import("./unsubscribe-token")

afterAll(() => mail.close())
beforeEach(async () => {
  mail.letters.length = 0
  await prisma().reportSchedule.deleteMany({})
  await prisma().reportDelivery.deleteMany({})
})

async function ownerOf({ orgId }: Tenant): Promise<{ scope: Scope }> {
  const { accountId } = await signedInAs("owner", orgId)
  return { scope: mintScope(orgId, { kind: "user", userId: accountId, role: "owner" }) }
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

const at = (text: string) => new Date(text)

test("what senders wrote stays within its line, so that no line of the letter is theirs", async () => {
  const tenant = await makeTenant({ name: "Acme\nBcc: a@example.org" })
  const forged = "x\n\nNo more of these: https://elsewhere.example/\u202e"
  await send(tenant, [{ team: forged, time: "2026-11-18T10:00:00.000Z" }])
  const owner = await ownerOf(tenant)
  const { id } = await createReport(owner.scope, report({ name: "Teams\r\nof us" }))
  await prisma().reportSchedule.update({
    where: { orgId_id: { orgId: tenant.orgId, id } },
    data: { startsAt: at("2026-11-18T12:00:00Z") },
  })
  await deliverReports(at("2026-11-19T09:00:00Z"))
  const text = partsOf(mail.letters[0]?.raw ?? "")
  expect(text.match(/^No more of these: .*$/gm)).toEqual([
    expect.stringMatching(/^No more of these: https:\/\/tollgate\.example\.com\//),
  ])
  expect(text).toContain("x No more of these: https://elsewhere.example/  ")
  expect(text).toMatch(/^Acme Bcc: a@example.org: Teams of us, 18 Nov/m)
})

test("an organisation mails so many letters a day, however often it makes and deletes reports", async () => {
  const [tenant, other] = [await makeTenant(), await makeTenant()]
  const [owner, neighbour] = [await ownerOf(tenant), await ownerOf(other)]
  const today = `letters of ${new Date().toISOString().slice(0, 10)}`
  await prisma().counter.createMany({
    data: [
      { orgId: tenant.orgId, name: today, value: MOST_LETTERS - 1 },
      { orgId: other.orgId, name: "letters of 2026-01-01", value: MOST_LETTERS },
    ],
  })
  const mailOne = async (scope: Scope) => {
    const { id } = await createReport(scope, report({}))
    await sendReport(scope, id)
    await deliverReports()
    return id
  }
  await deleteReport(owner.scope, await mailOne(owner.scope))
  await mailOne(owner.scope)
  await mailOne(neighbour.scope)
  expect(mail.letters).toHaveLength(2)
  const invitation = { email: "b@example.com", role: "viewer" } as const
  expect(await inviteByMail(owner.scope, invitation)).toMatchObject({ mailed: false })
  expect(await inviteByMail(neighbour.scope, invitation)).toMatchObject({ mailed: true })
  expect(mail.letters).toHaveLength(3)
  const { reports } = await listReports(owner.scope)
  expect(reports[0]?.last?.letters[0]).toMatchObject({
    state: "failed",
    fault: "The organisation mails at most 1,000 letters a day.",
  })
  const kept = await prisma().counter.findMany({
    where: { orgId: other.orgId, name: { startsWith: "letters" } },
  })
  expect(kept.map(({ name }) => name)).toEqual([today])
})

test("whoever unsubscribes while a letter is sent gets no second attempt of it", async () => {
  const tenant = await makeTenant()
  const { scope } = await ownerOf(tenant)
  const { id } = await createReport(scope, report({}))
  await sendReport(scope, id)
  await prisma().reportDelivery.updateMany({ data: { state: "sending" } })
  const recipient = "a@example.com"
  await unsubscribe(unsubscribeToken({ orgId: tenant.orgId, scheduleId: id, recipient }))
  expect(await prisma().reportDelivery.count()).toBe(0)
})

test("a table too long for a letter is left out, and the letter says so", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ team: "Search" }])
  const { scope } = await ownerOf(tenant)
  const day = { from: at("2026-11-18T00:00:00Z"), to: at("2026-11-19T00:00:00Z") }
  const view = { page: "/explore", query: "group_by=team" }
  expect(await reportCsv(scope, view, day, 100)).toBeNull()
  expect((await reportCsv(scope, view, day))?.content).toContain("Search")
  const figures = await reportFigures(scope, view, day, at("2026-11-19T09:00:00Z"))
  const letter = reportLetter("Teams", figures, "https://tollgate.example.com/u", { tableLeftOut: true })
  for (const text of [letter.text, letter.html]) expect(text).toContain("The table is too long for a letter")
})
