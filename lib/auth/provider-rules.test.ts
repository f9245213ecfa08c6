import { randomUUID } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { personOf } from "./provider-claims"
import { PROVIDER_REFUSALS, RefusedByRule, refusalSentence } from "./provider-refusals"
import { signInByProvider } from "./provider-sign-in"

await testDatabase()

const ISSUER = "https://id.example.com"
const settings = {
  issuer: ISSUER,
  clientId: "tollgate",
  clientSecret: "s",
  name: "Example",
  domains: ["example.com"],
  joinOrganisation: null as string | null,
}

const claimsOf = (email: string) => ({
  iss: ISSUER,
  sub: randomUUID(),
  email,
  email_verified: true,
  name: "Ada",
})
const newClaims = () => claimsOf(`${randomUUID()}@example.com`)

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error) => (error instanceof RefusedByRule ? error.refusal : String(error)),
  )
}

test("people of the domain join as viewers only where that is switched on", async () => {
  const { orgId } = await makeTenant()
  const { slug } = await prisma().organisation.findUniqueOrThrow({ where: { id: orgId } })
  expect(await refusalOf(signInByProvider(settings, newClaims(), null))).toBe("unknown")
  const open = { ...settings, joinOrganisation: slug }
  const claims = newClaims()
  const joined = await signInByProvider(open, claims, null)
  expect(joined.orgId).toBe(orgId)
  const where = { accountId: joined.accountId }
  expect(await prisma().membership.findFirst({ where })).toMatchObject({ role: "viewer" })
  expect(await refusalOf(signInByProvider(open, claimsOf("ada@elsewhere.example"), null))).toBe("domain")
  expect(await refusalOf(signInByProvider({ ...open, domains: [] }, newClaims(), null))).toBe("unknown")
  expect(await refusalOf(signInByProvider({ ...open, joinOrganisation: "gone" }, newClaims(), null))).toBe(
    "unknown",
  )

  await prisma().membership.deleteMany({ where })
  expect(await refusalOf(signInByProvider(open, claims, null)), "removed").toBe("unknown")
})

test("another issuer's token is nobody's here", async () => {
  const claims = { ...newClaims(), iss: "https://id.example.org" }
  expect(await refusalOf(signInByProvider(settings, claims, null))).toBe("failed")
})

test("only a verified address of exactly one of the domains is let through", () => {
  const address = fc.oneof(
    fc.emailAddress(),
    fc.string(),
    fc.constant("a@b@example.com"),
    fc.constant("a@example.com"),
  )
  const verified = fc.oneof(fc.boolean(), fc.constantFrom("true", 1, null, undefined))
  fc.assert(
    fc.property(address, verified, (email, email_verified) => {
      const claims = { iss: ISSUER, sub: "1", email, email_verified }
      const mayPass = email_verified === true && /^[^@]+@example\.com$/i.test(email.trim())
      try {
        expect(personOf(claims, settings).email.endsWith("@example.com")).toBe(true)
        expect(mayPass).toBe(true)
      } catch (error) {
        if (!(error instanceof RefusedByRule)) throw error
      }
    }),
  )
})

test("every refusal has a sentence, and nothing else of an address is shown", () => {
  for (const name of Object.keys(PROVIDER_REFUSALS)) expect(refusalSentence(name)).toMatch(/\.$/)
  expect(refusalSentence("OAuthCallback")).toBe(PROVIDER_REFUSALS.failed)
  for (const other of ["<b>x</b>", "constructor", "__proto__", "", undefined, ["failed"]])
    expect(refusalSentence(other)).toBeNull()
})
