import { randomUUID } from "node:crypto"
import { beforeEach, expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { AuthBrowser } from "@/lib/testing/auth-browser"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cookieFor, signedInAs } from "@/lib/testing/signed-in"
import { endAllSessions, endSession, scopeOfRequest } from "./live-session"
import { safeReturn } from "./next-auth"
import { hashPassword } from "./password"
import { SESSION_TOTAL_SECONDS } from "./session-token"
import { countSignIn } from "./throttle"

await testDatabase()

const PASSWORD = "tr0mbone-Kestrel"
const ORIGIN = "http://localhost:3000"

beforeEach(() => prisma().throttle.deleteMany())

function request(cookie: string): Request {
  return new Request(`${ORIGIN}/api/v1/spend`, { headers: { cookie } })
}

async function makeAccount(role = "owner") {
  const { orgId } = await makeTenant()
  const email = `${randomUUID()}@example.com`
  const passwordHash = await hashPassword(PASSWORD)
  const { id } = await prisma().account.create({ data: { email, name: "Ada", passwordHash } })
  await prisma().membership.create({ data: { orgId, accountId: id, role } })
  return { orgId, email, accountId: id }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error) => (error instanceof AppError ? error.code : String(error)),
  )
}

test("signing in opens the organisation, in whatever case the address is typed", async () => {
  const { orgId, email, accountId } = await makeAccount()
  const browser = new AuthBrowser()
  const response = await browser.signIn(`  ${email.toUpperCase()} `, PASSWORD, "/explore?range=7d")
  expect(await response.json()).toEqual({ url: `${ORIGIN}/explore?range=7d` })
  const session = response.headers.getSetCookie().find((line) => line.startsWith("tollgate.session="))
  expect(session).toMatch(/HttpOnly/i)
  expect(session).toMatch(/SameSite=Lax/i)
  expect(session).toMatch(/Path=\//i)
  const scope = await scopeOfRequest(request(browser.cookie))
  expect(scope).toMatchObject({ orgId, actor: { kind: "user", userId: accountId, role: "owner" } })
  const account = await prisma().account.findUniqueOrThrow({ where: { id: accountId } })
  expect(account.lastSignInAt).not.toBeNull()
})

test("a wrong password and an unknown address are refused in the same words", async () => {
  const { email } = await makeAccount()
  const sentences = await Promise.all(
    [email, "nobody@example.com"].map((address) =>
      new AuthBrowser()
        .signIn(address, "wrong guess")
        .catch((error: AppError) => `${error.code} ${error.message}`),
    ),
  )
  expect(sentences[0]).toBe(sentences[1])
  expect(sentences[0]).toMatch(/^unauthenticated/)
})

test("without next-auth's own token nobody is signed in", async () => {
  const { email } = await makeAccount()
  const browser = new AuthBrowser()
  await browser.send("GET", "csrf")
  const body = { csrfToken: "0".repeat(64), email, password: PASSWORD, json: "true" }
  await browser.send("POST", "callback/credentials", body)
  expect(browser.jar.has("tollgate.session")).toBe(false)
})

test("operator objects where a string is due are refused", async () => {
  for (const email of [{ not: "" }, { contains: "" }, ["a"], 1, null]) {
    const attempt = new AuthBrowser().signIn(email as unknown as string, PASSWORD)
    expect(await codeOf(attempt)).toBe("unauthenticated")
  }
})

test("the sixth attempt in a window is refused before its password is read, and others are not", async () => {
  const { email } = await makeAccount()
  for (let n = 0; n < 5; n += 1) {
    expect(await codeOf(new AuthBrowser().signIn(email, `wrong ${n}`))).toBe("unauthenticated")
  }
  expect(await codeOf(new AuthBrowser().signIn(email, PASSWORD))).toBe("too_many_requests")
  const other = await makeAccount()
  expect(await codeOf(new AuthBrowser().signIn(other.email, PASSWORD))).toBe("none")
})

test("a right password clears the count", async () => {
  const { email } = await makeAccount()
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 3; n += 1) await codeOf(new AuthBrowser().signIn(email, "wrong guess"))
    expect(await codeOf(new AuthBrowser().signIn(email, PASSWORD))).toBe("none")
  }
})

test("one address tries twenty times, one account fifty, and a window ends", async () => {
  const attempts = async (count: number, email: (n: number) => string, address: (n: number) => string) => {
    let allowed = 0
    for (let n = 0; n < count; n += 1) {
      if ((await codeOf(countSignIn(email(n), address(n)))) === "none") allowed += 1
    }
    return allowed
  }
  const many = (n: number) => `${n}@example.com`
  expect(await attempts(40, many, () => "198.51.100.1")).toBe(20)
  expect(
    await attempts(
      80,
      () => "one@example.com",
      (n) => `203.0.113.${n}`,
    ),
  ).toBe(50)
  await prisma().throttle.updateMany({ data: { expire: BigInt(Date.now() - 1) } })
  expect(
    await attempts(
      1,
      () => "one@example.com",
      () => "203.0.113.1",
    ),
  ).toBe(1)
})

test("signing out ends the session for whoever kept its cookie, and no other session", async () => {
  const { email } = await makeAccount()
  const [here, there] = [new AuthBrowser(), new AuthBrowser()]
  await here.signIn(email, PASSWORD)
  await there.signIn(email, PASSWORD)
  const kept = here.cookie
  const { csrfToken } = await (await here.send("GET", "csrf")).json()
  await here.send("POST", "signout", { csrfToken, json: "true" })
  expect(here.jar.has("tollgate.session")).toBe(false)
  expect(await scopeOfRequest(request(kept))).toBeNull()
  expect(await scopeOfRequest(request(there.cookie))).not.toBeNull()
  const replay = new AuthBrowser()
  for (const pair of kept.split("; ")) replay.jar.set(pair.split("=")[0]!, pair.split("=")[1]!)
  expect(await (await replay.send("GET", "session")).json()).toEqual({})
})

test("a session planted before sign-in is not the one after it", async () => {
  const { email, orgId } = await makeAccount()
  const planted = (await signedInAs("viewer", orgId)).cookie
  const browser = new AuthBrowser()
  browser.jar.set(planted.split("=")[0]!, planted.split("=")[1]!)
  await browser.signIn(email, PASSWORD)
  expect(browser.cookie).not.toContain(planted)
})

test("what ends a session ends it on the next request", async () => {
  const { orgId } = await makeTenant()
  const cases: Record<string, (member: Awaited<ReturnType<typeof signedInAs>>) => Promise<unknown>> = {
    "signed out everywhere": ({ accountId }) => endAllSessions(accountId),
    "signed out": ({ claims }) => endSession(claims.sessionId),
    "removed from the organisation": ({ accountId }) =>
      prisma().membership.deleteMany({ where: { orgId, accountId } }),
    "account deleted": ({ accountId }) => prisma().account.delete({ where: { id: accountId } }),
  }
  for (const [name, end] of Object.entries(cases)) {
    const member = await signedInAs("admin", orgId)
    expect(await scopeOfRequest(request(member.cookie)), name).not.toBeNull()
    await end(member)
    expect(await scopeOfRequest(request(member.cookie)), name).toBeNull()
  }
})

test("a change of role counts on the next request", async () => {
  const { orgId } = await makeTenant()
  const { accountId, cookie } = await signedInAs("admin", orgId)
  await prisma().membership.updateMany({ where: { orgId, accountId }, data: { role: "viewer" } })
  expect((await scopeOfRequest(request(cookie)))?.actor).toMatchObject({ role: "viewer" })
})

test("a session is renewed as it is used, and ends a week after sign-in whatever happens", async () => {
  const { orgId } = await makeTenant()
  const { claims, cookie } = await signedInAs("viewer", orgId)
  const browser = new AuthBrowser()
  browser.jar.set(cookie.split("=")[0]!, cookie.split("=")[1]!)
  const renewed = await browser.send("GET", "session")
  expect(Object.keys(await renewed.json())).toEqual(["expires"])
  expect(browser.cookie).not.toBe(cookie)
  expect(await scopeOfRequest(request(browser.cookie))).not.toBeNull()

  const old = { ...claims, signedInAt: claims.signedInAt - SESSION_TOTAL_SECONDS }
  expect(await scopeOfRequest(request(await cookieFor(old)))).toBeNull()
  expect(await scopeOfRequest(request(await cookieFor(claims, -60)))).toBeNull()
})

test("a forged, cut or foreign token is nobody's", async () => {
  const { orgId } = await makeTenant()
  const { cookie, claims } = await signedInAs("owner", orgId)
  const stranger = await makeTenant()
  const forged = [
    `${cookie.slice(0, -4)}AAAA`,
    cookie.slice(0, 60),
    "tollgate.session=eyJhbGciOiJub25lIn0..",
    await cookieFor({ ...claims, orgId: stranger.orgId }),
    await cookieFor({ ...claims, version: 2 }),
    "",
  ]
  for (const one of forged) expect(await scopeOfRequest(request(one))).toBeNull()
})

test("a return address leads nowhere but here", () => {
  const foreign = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http://localhost:3000@evil.example/",
    "http://user@localhost:3000/",
    "http://localhost:3000.evil.example/",
    "http://localhost:30000/",
    "https://localhost:3000/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:evil.example",
    "///evil.example",
    "/\t/evil.example",
    "\u0000//evil.example",
    "https:/evil.example",
  ]
  for (const url of foreign) expect(new URL(safeReturn(url, ORIGIN)).origin, url).toBe(ORIGIN)
  expect(safeReturn("/budgets?x=1#y", ORIGIN)).toBe(`${ORIGIN}/budgets?x=1#y`)
})

test("a broken return cookie is passed over", async () => {
  const { email } = await makeAccount()
  for (const broken of ["not-a-url", "%E0%A4%A", "//", "javascript:alert(1)"]) {
    const browser = new AuthBrowser()
    browser.jar.set("tollgate.callback", broken)
    expect((await browser.signIn(email, PASSWORD)).status).toBe(200)
  }
})
