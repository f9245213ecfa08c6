import { randomUUID } from "node:crypto"
import { afterAll, expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { AuthBrowser } from "@/lib/testing/auth-browser"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { followProvider, startOidcServer } from "@/lib/testing/oidc-server"
import { signedInAs } from "@/lib/testing/signed-in"
import { invite } from "./invite"
import { scopeOfRequest } from "./live-session"
import { hashPassword } from "./password"
import { mintScope } from "./scope"

await testDatabase()

const ORIGIN = "http://localhost:3000"
const PASSWORD = "tr0mbone-Kestrel"
const server = await startOidcServer(`${ORIGIN}/api/auth/callback/oidc`)
process.env.OIDC_ISSUER = server.issuer
process.env.OIDC_CLIENT_ID = server.clientId
process.env.OIDC_CLIENT_SECRET = server.clientSecret
afterAll(() => server.close())

const someone = () => ({
  sub: randomUUID(),
  email: `${randomUUID()}@example.com`,
  email_verified: true,
  name: "Ada",
})

/** Whose session the browser holds; null for nobody's. */
function scopeOf(browser: AuthBrowser) {
  return scopeOfRequest(new Request(ORIGIN, { headers: { cookie: browser.cookie } }))
}

async function start(browser: AuthBrowser, change: (address: URL) => void = () => undefined) {
  const answer = await browser.post("signin/oidc", { callbackUrl: "/explore" })
  const address = new URL((await answer.json()).url)
  change(address)
  return address
}

/** Walks through the provider and back; returns where that led, and the browser. */
async function walk(options: { out?: (address: URL) => void; back?: (address: URL) => void } = {}) {
  const browser = new AuthBrowser()
  const address = await start(browser, options.out)
  const back = new URL(await followProvider(address.href))
  options.back?.(back)
  const answer = await browser.send("GET", `callback/oidc${back.search}`)
  return { browser, back, to: answer.headers.get("location") }
}

async function member(role = "engineer", invited = false) {
  const { orgId } = await makeTenant()
  const person = someone()
  const passwordHash = await hashPassword(PASSWORD)
  const data = { email: person.email, name: "Ada", passwordHash }
  const { id } = await prisma().account.create({ data })
  await prisma().membership.create({ data: { orgId, accountId: id, role } })
  if (invited) {
    const at = { createdAt: new Date(), expiresAt: new Date(), acceptedAt: new Date() }
    const to = { orgId, id: 1, email: person.email, role, tokenHash: Buffer.alloc(32), acceptedBy: id }
    await prisma().invitation.create({ data: { ...to, ...at } })
  }
  return { orgId, person, accountId: id }
}

test("a member signs in, and the way there has PKCE, state and nonce", async () => {
  const { orgId, person, accountId } = await member()
  server.person = person
  let asked: URLSearchParams | undefined
  const { browser, to } = await walk({ out: ({ searchParams }) => (asked = searchParams) })
  expect(to).toBe(`${ORIGIN}/explore`)
  expect(asked?.get("code_challenge_method")).toBe("S256")
  for (const name of ["code_challenge", "state", "nonce"]) expect(asked?.get(name)).toMatch(/^[\w-]{32,}$/)
  expect(await scopeOf(browser)).toMatchObject({
    orgId,
    actor: { kind: "user", userId: accountId, role: "engineer" },
  })
  expect([...browser.jar.keys()].sort()).toEqual(["tollgate.callback", "tollgate.csrf", "tollgate.session"])
  const [entry] = await prisma().auditEntry.findMany({ where: { orgId } })
  expect(entry).toMatchObject({
    action: "member.bind",
    subject: `member ${person.email}`,
    actorId: accountId,
  })
})

test("an address that is not verified opens nothing", async () => {
  const { person, accountId } = await member()
  for (const email_verified of [false, undefined, "true"]) {
    server.person = { ...person, email_verified: email_verified as boolean }
    const { browser, to } = await walk()
    expect(to).toBe(`${ORIGIN}/sign-in?error=unverified`)
    expect(await scopeOf(browser)).toBeNull()
  }
  expect(await prisma().providerIdentity.count({ where: { accountId } })).toBe(0)
})

test("an unknown address, a removed member and a passed-on address are refused in the same words", async () => {
  server.person = someone()
  const unknown = await walk()
  const removed = await member()
  server.person = removed.person
  const before = await walk()
  await prisma().membership.deleteMany({ where: { accountId: removed.accountId } })
  const after = await walk()
  const passedOn = await member()
  server.person = passedOn.person
  await walk()
  server.person = { ...passedOn.person, sub: randomUUID() }
  const other = await walk()
  for (const { to, browser } of [unknown, after, other]) {
    expect(to).toBe(`${ORIGIN}/sign-in?error=unknown`)
    expect(await scopeOf(browser)).toBeNull()
  }
  expect(await scopeOf(before.browser)).toBeNull()
})

test("a subject keeps its account when its address changes, even to a colleague's", async () => {
  const [ada, colleague] = [await member(), await member("owner")]
  server.person = ada.person
  await walk()
  server.person = { ...ada.person, email: colleague.person.email }
  const { browser } = await walk()
  expect((await scopeOf(browser))?.actor).toMatchObject({ userId: ada.accountId, role: "engineer" })
})

test("a changed state, nonce or code challenge, another browser and a second use are refused", async () => {
  const { person, accountId } = await member()
  server.person = person
  const wrong = (name: string) => (address: URL) => address.searchParams.set(name, "A".repeat(43))
  const walks = [
    await walk({ out: wrong("nonce") }),
    await walk({ out: wrong("code_challenge") }),
    await walk({ out: wrong("state") }),
    await walk({ back: wrong("state") }),
    await walk({ back: wrong("code") }),
    await walk({ back: ({ searchParams }) => searchParams.delete("state") }),
    await walk({ back: ({ searchParams }) => searchParams.set("error", "access_denied") }),
  ]
  for (const { to, browser } of walks) {
    expect(to).toMatch(/\/api\/auth\/error\?error=(OAuthCallback|Callback)$/)
    expect(await scopeOf(browser)).toBeNull()
  }
  expect(await prisma().providerIdentity.count({ where: { accountId } })).toBe(0)

  const first = await walk()
  const stranger = new AuthBrowser()
  await start(stranger)
  for (const browser of [stranger, new AuthBrowser(), first.browser]) {
    const answer = await browser.send("GET", `callback/oidc${first.back.search}`)
    expect(answer.headers.get("location")).toMatch(/error=OAuthCallback$/)
  }
  expect(await scopeOf(stranger)).toBeNull()
})

test("the first time ends what an inviter could know: the password and the sessions", async () => {
  const { person } = await member("engineer", true)
  const before = new AuthBrowser()
  await before.signIn(person.email, PASSWORD)
  expect(await scopeOf(before)).not.toBeNull()
  server.person = person
  const { browser } = await walk()
  expect(await scopeOf(before)).toBeNull()
  expect(await scopeOf(browser)).not.toBeNull()
  await expect(new AuthBrowser().signIn(person.email, PASSWORD)).rejects.toThrow("is not right")
  await walk()
  expect(await scopeOf(browser)).not.toBeNull()
})

test("whoever set the installation up keeps the password beside the provider", async () => {
  const { person } = await member("owner")
  server.person = person
  await walk()
  const browser = new AuthBrowser()
  await browser.signIn(person.email, PASSWORD)
  expect(await scopeOf(browser)).not.toBeNull()
})

test("an open invitation lets its verified address in once, with its role and teams", async () => {
  const { orgId } = await makeTenant()
  const owner = await signedInAs("owner", orgId)
  const scope = mintScope(orgId, { kind: "user", userId: owner.accountId, role: "owner" })
  const person = someone()
  await invite(scope, { email: person.email, role: "viewer", teams: ["search"] })
  server.person = person
  const { browser } = await walk()
  expect(await scopeOf(browser)).toMatchObject({ orgId, teams: ["search"], actor: { role: "viewer" } })
  const invitation = await prisma().invitation.findFirstOrThrow({ where: { orgId } })
  expect(invitation.acceptedAt).not.toBeNull()
  const actions = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(actions.map(({ action }) => action)).toEqual(["member.invite", "member.join", "member.bind"])
  await prisma().membership.deleteMany({ where: { orgId, role: "viewer" } })
  expect((await walk()).to).toBe(`${ORIGIN}/sign-in?error=unknown`)
})

test("a withdrawn or old invitation lets nobody in", async () => {
  const { orgId } = await makeTenant()
  for (const [i, end] of [{ withdrawnAt: new Date() }, { expiresAt: new Date(0) }].entries()) {
    const person = someone()
    const data = { orgId, id: i + 1, email: person.email, role: "owner", tokenHash: Buffer.alloc(32) }
    const at = { createdAt: new Date(), expiresAt: new Date(Date.now() + 60_000) }
    await prisma().invitation.create({ data: { ...data, ...at, ...end } })
    server.person = person
    expect((await walk()).to).toBe(`${ORIGIN}/sign-in?error=unknown`)
    expect(await prisma().account.count({ where: { email: person.email } })).toBe(0)
  }
})

test("two first sign-ins at once make one binding", async () => {
  const { person, accountId } = await member("engineer", true)
  server.person = person
  await Promise.all([walk(), walk()])
  expect(await prisma().providerIdentity.count({ where: { accountId } })).toBe(1)
})
