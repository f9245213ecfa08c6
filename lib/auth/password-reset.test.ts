import "@/lib/testing/signed-in"
import { randomUUID } from "node:crypto"
import { afterAll, beforeEach, expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { AuthBrowser } from "@/lib/testing/auth-browser"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { partsOf, startMailServer } from "@/lib/testing/mail-server"
import { endAllSessions, scopeOfRequest } from "./live-session"
import { hashPassword } from "./password"

const mail = await startMailServer()
process.env.SMTP_URL = mail.url
process.env.MAIL_FROM = "Tollgate <tollgate@example.com>"
await testDatabase()
const { mailReset, resetPassword } = await import("./password-reset")

const [OLD, NEW] = ["tr0mbone-Kestrel", "a new and longer phrase"]
const ORIGIN = "http://localhost:3000"

afterAll(() => mail.close())
beforeEach(async () => {
  mail.letters.length = 0
  await prisma().throttle.deleteMany()
})

async function member() {
  const { orgId } = await makeTenant()
  const email = `${randomUUID()}@example.com`
  const data = { email, name: "Ada <b>", passwordHash: await hashPassword(OLD) }
  const { id: accountId } = await prisma().account.create({ data })
  await prisma().membership.create({ data: { orgId, accountId, role: "engineer" } })
  return { orgId, email, accountId }
}

const tokenOf = (raw: string) => /#token=([\w-]{43})/.exec(partsOf(raw))?.[1] ?? "none"

/** The token of the one letter that asking brings. */
async function linkFor(email: string): Promise<string> {
  mail.letters.length = 0
  await mailReset(email)
  expect(mail.letters.map(({ to }) => to)).toEqual([[email]])
  return tokenOf(mail.letters[0]?.raw ?? "")
}

async function signsIn(email: string, password: string): Promise<AuthBrowser | null> {
  const browser = new AuthBrowser()
  return browser.signIn(email, password).then(
    () => browser,
    () => null,
  )
}

test("the link of the letter sets another password, ends all sessions and leaves an entry", async () => {
  const { orgId, email, accountId } = await member()
  const before = await signsIn(email, OLD)
  for (let n = 0; n < 6; n += 1) await signsIn(email, `wrong ${n}`)
  const token = await linkFor(email)
  expect(partsOf(mail.letters[0]?.raw ?? "")).toContain("Ada &lt;b&gt;")
  const kept = await prisma().passwordReset.findUniqueOrThrow({ where: { accountId } })
  expect(Buffer.from(kept.tokenHash).toString("base64url")).not.toContain(token)
  expect(await resetPassword({ token, password: NEW }, null)).toEqual({ email })
  const request = new Request(ORIGIN, { headers: { cookie: before?.cookie ?? "" } })
  expect(await scopeOfRequest(request)).toBeNull()
  expect(await signsIn(email, NEW)).not.toBeNull()
  expect(await signsIn(email, OLD)).toBeNull()
  const entries = await prisma().auditEntry.findMany({ where: { orgId } })
  expect(entries).toMatchObject([
    { action: "account.reset_password", subject: `account ${email}`, actorId: accountId },
  ])
  expect(JSON.stringify(entries)).not.toContain(token)
})

test("a link works once, however many try at the same instant", async () => {
  const { email } = await member()
  const token = await linkFor(email)
  const tries = Array.from({ length: 4 }, (_, n) => resetPassword({ token, password: `${NEW} ${n}` }, null))
  const outcomes = await Promise.allSettled(tries)
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  await expect(resetPassword({ token, password: NEW }, null)).rejects.toMatchObject({ code: "forbidden" })
})

test("an hour, a newer link, and whatever ends the sessions end a link; a weak password does not", async () => {
  const { email, accountId } = await member()
  const refused = (token: string) =>
    expect(resetPassword({ token, password: NEW }, null)).rejects.toMatchObject({ code: "forbidden" })
  const first = await linkFor(email)
  const second = await linkFor(email)
  await refused(first)
  await endAllSessions(accountId)
  await refused(second)
  const third = await linkFor(email)
  await prisma().passwordReset.update({ where: { accountId }, data: { expiresAt: new Date() } })
  await refused(third)
  const fourth = await linkFor(email)
  await expect(resetPassword({ token: fourth, password: "password" }, null)).rejects.toMatchObject({
    code: "invalid",
    errors: [{ pointer: "/password" }],
  })
  expect(await resetPassword({ token: fourth, password: NEW }, null)).toEqual({ email })
})

test("no letter goes to strangers and former members, and one without a link to whom a provider opens the account", async () => {
  const [gone, bound] = [await member(), await member()]
  await prisma().membership.deleteMany({ where: { accountId: gone.accountId } })
  await mailReset(gone.email)
  await mailReset("nobody@example.com")
  expect(mail.letters).toHaveLength(0)
  const open = await linkFor(bound.email)
  await prisma().providerIdentity.create({
    data: { issuer: "https://id.example", subject: "1", accountId: bound.accountId, createdAt: new Date() },
  })
  await expect(resetPassword({ token: open, password: NEW }, null)).rejects.toMatchObject({
    code: "forbidden",
  })
  expect(await linkFor(bound.email)).toBe("none")
  expect(partsOf(mail.letters[0]?.raw ?? "")).toContain("Your account has none to set")
})

test("a server that takes no letters does not tell that there is an account", async () => {
  const { email } = await member()
  mail.faults.set(email, 550)
  await expect(mailReset(email)).resolves.toBeUndefined()
  expect(mail.letters).toHaveLength(0)
})
