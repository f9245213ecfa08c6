import "@/lib/testing/signed-in"
import { beforeEach, expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { testDatabase } from "@/lib/testing/database"
import { authenticateKey } from "./authenticate-key"
import { slugOf } from "./create-organisation"
import { createDemoOrganisation } from "./demo"
import { completeSetup, firstRunNotice, isSetUp } from "./setup"
import { setupInput } from "./setup-schema"
import { signIn } from "./sign-in"

// Its own: an installation is set up once.
await testDatabase({ fresh: true })

const OWNER = {
  organisation: "Ada & Söhne",
  zone: "Asia/Kathmandu",
  currency: "EUR",
  name: "Ada",
  email: "Ada@Example.com",
  password: "tr0mbone-Kestrel",
}

beforeEach(async () => {
  await prisma().installation.deleteMany()
  await prisma().organisation.deleteMany()
  await prisma().account.deleteMany()
  await prisma().throttle.deleteMany()
})

async function printedToken(): Promise<string> {
  const notice = await firstRunNotice()
  const token = /http:\/\/localhost:3000\/setup#token=([\w-]{43})$/.exec(notice ?? "")?.[1]
  return token ?? expect.fail(`no token in ${notice}`)
}

function form(token: string, changes: Partial<typeof OWNER> = {}) {
  return setupInput.parse({ token, ...OWNER, ...changes })
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error) => (error instanceof AppError ? error.code : String(error)),
  )
}

test("the printed token makes the owner, who can sign in", async () => {
  const token = await printedToken()
  const stored = await prisma().installation.findUniqueOrThrow({ where: { id: 1 } })
  expect(Buffer.from(stored.setupTokenHash!).toString("utf8")).not.toContain(token)
  const { orgId } = await completeSetup(form(token))
  expect(await isSetUp()).toBe(true)
  expect(await firstRunNotice()).toBeNull()
  const organisation = await prisma().organisation.findUniqueOrThrow({ where: { id: orgId } })
  expect(organisation).toMatchObject({
    slug: "ada-sohne",
    zone: "Asia/Kathmandu",
    currency: "EUR",
    isDemo: false,
  })
  expect(await signIn({ email: "ada@example.com", password: OWNER.password }, "unknown")).toMatchObject({
    orgId,
  })
  const { passwordHash } = await prisma().account.findFirstOrThrow()
  expect(passwordHash).toMatch(/^\$argon2id\$/)
})

test("of many at the same instant exactly one becomes the owner", async () => {
  for (let round = 0; round < 5; round += 1) {
    await prisma().installation.deleteMany()
    await prisma().account.deleteMany()
    const token = await printedToken()
    const codes = await Promise.all(
      Array.from({ length: 4 }, (_, n) => codeOf(completeSetup(form(token, { email: `${n}@example.com` })))),
    )
    expect(codes.sort()).toEqual(["conflict", "conflict", "conflict", "none"])
    expect(await prisma().account.count()).toBe(1)
    expect(await prisma().membership.count({ where: { role: "owner" } })).toBe(1)
  }
})

test("without the token nobody sets anything up, and only the last token printed counts", async () => {
  expect(await codeOf(completeSetup(form("x".repeat(43))))).toBe("forbidden")
  const first = await printedToken()
  const second = await printedToken()
  expect(await codeOf(completeSetup(form(first)))).toBe("forbidden")
  expect(await codeOf(completeSetup(form(`${second}x`)))).toBe("forbidden")
  expect(await codeOf(completeSetup(form(second)))).toBe("none")
  expect(await codeOf(completeSetup(form(second)))).toBe("conflict")
  expect(await prisma().account.count()).toBe(1)
})

test("a failure half way leaves the token good and nothing made", async () => {
  const token = await printedToken()
  // A zone that JavaScript knows and PostgreSQL does not would fail every later query.
  const unknown = { ...form(token), zone: "Mars/Olympus" }
  expect(await codeOf(completeSetup(unknown))).toBe("invalid")
  expect(await prisma().organisation.count()).toBe(0)
  expect(await codeOf(completeSetup(form(token)))).toBe("none")
})

test("the form says what is wrong beside each field", () => {
  const wrong = { ...OWNER, token: "", zone: "Nowhere", currency: "XXY", email: "ada", password: "password1" }
  const result = setupInput.safeParse(wrong)
  const fields = result.error?.issues.map((issue) => issue.path.join("."))
  expect(fields).toEqual(expect.arrayContaining(["token", "zone", "currency", "email"]))
  const weak = setupInput.safeParse({ ...OWNER, token: "t", password: "Example2026!" })
  expect(weak.error?.issues.map((issue) => issue.path.join("."))).toEqual(["password"])
  expect(setupInput.safeParse({ ...OWNER, token: "t", role: "owner" }).success).toBe(false)
})

test("every zone that a browser offers is known to the database", async () => {
  const known = await prisma().$queryRaw<
    { name: string }[]
  >`select lower(name) as name from pg_timezone_names`
  const names = new Set(known.map((row) => row.name))
  const missing = Intl.supportedValuesOf("timeZone").filter((zone) => !names.has(zone.toLowerCase()))
  expect(missing.length, missing.join(", ")).toBeLessThan(5)
})

test("an address-friendly name is never empty", () => {
  expect(slugOf("Ada & Söhne GmbH")).toBe("ada-sohne-gmbh")
  expect(slugOf("日本")).toBe("organisation")
  expect(slugOf("-".repeat(99))).toBe("organisation")
})

test("the demo has an owner of random password and a key for each job", async () => {
  const demo = await createDemoOrganisation({ zone: "Europe/Berlin" })
  expect(await isSetUp()).toBe(true)
  expect(await prisma().organisation.findUniqueOrThrow({ where: { id: demo.orgId } })).toMatchObject({
    isDemo: true,
    zone: "Europe/Berlin",
  })
  expect(await signIn(demo.owner, "unknown")).toMatchObject({ orgId: demo.orgId })
  const { actor } = await authenticateKey(`Bearer ${demo.keys.ingest}`)
  expect(actor).toMatchObject({ scopes: ["ingest", "backfill", "authorize"], sourceId: 1 })
  expect((await authenticateKey(`Bearer ${demo.keys.read}`)).actor).toMatchObject({ scopes: ["read"] })
  expect((await authenticateKey(`Bearer ${demo.keys.admin}`)).actor).toMatchObject({ scopes: ["admin"] })
})

test("a second demo keeps the organisation and renews what opens it", async () => {
  const first = await createDemoOrganisation()
  const second = await createDemoOrganisation()
  expect(second.orgId).toBe(first.orgId)
  expect(await codeOf(signIn(first.owner, "unknown"))).toBe("unauthenticated")
  expect(await codeOf(signIn(second.owner, "unknown"))).toBe("none")
  expect(await codeOf(authenticateKey(`Bearer ${first.keys.ingest}`))).toBe("unauthenticated")
  expect(await codeOf(authenticateKey(`Bearer ${second.keys.ingest}`))).toBe("none")
  expect(await prisma().organisation.count()).toBe(1)
})
