import { randomUUID } from "node:crypto"
import { invite } from "@/lib/auth/invite"
import { mintScope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { type OidcServer, startOidcServer } from "@/lib/testing/oidc-server"
import { signedInAs } from "@/lib/testing/signed-in"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

test.describe.configure({ mode: "serial" })

const { BASE_URL = "", OIDC_ISSUER = "", OIDC_CLIENT_SECRET = "" } = process.env
let server: OidcServer

test.beforeAll(async () => {
  const port = Number(new URL(OIDC_ISSUER).port)
  const clientSecret = OIDC_CLIENT_SECRET
  server = await startOidcServer(`${BASE_URL}/api/auth/callback/oidc`, { port, clientSecret })
})

test.afterAll(() => server.close())

function someone() {
  return {
    sub: randomUUID(),
    email: `${randomUUID()}@example.com`,
    email_verified: true,
    name: "Ada Lovelace",
  }
}

test("an invited person signs in by the provider, and no longer once removed", async ({ page, tenant }) => {
  const owner = await signedInAs("owner", tenant.orgId)
  const scope = mintScope(tenant.orgId, { kind: "user", userId: owner.accountId, role: "owner" })
  const person = someone()
  await invite(scope, { email: person.email, role: "viewer", teams: null })
  server.person = person
  await page.goto("/events")
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByRole("button", { name: "Continue with Example ID" }).click()
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible()

  const { id: accountId } = await prisma().account.findUniqueOrThrow({ where: { email: person.email } })
  await prisma().membership.deleteMany({ where: { orgId: tenant.orgId, accountId } })
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Continue with Example ID" }).click()
  await expect(page.getByText("There is no membership and no open invitation")).toBeVisible()
})

test("strangers and addresses that are not verified are told what to do", async ({ page, tenant }) => {
  expect(tenant.orgId).toBeGreaterThan(0)
  server.person = someone()
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Continue with Example ID" }).click()
  await expect(page.getByText("Ask an owner of your organisation to invite you.")).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)

  await page.context().clearCookies()
  server.person = { ...someone(), email_verified: false }
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Continue with Example ID" }).click()
  await expect(page.getByText("does not say that your e-mail address is verified")).toBeVisible()
  await page.goto("/")
  await expect(page).toHaveURL(/\/sign-in/)
})
