import { createDemoOrganisation } from "@/lib/auth/demo"
import { hashToken, randomToken } from "@/lib/auth/token"
import { prisma } from "@/lib/db/client"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const NEW = "a new and longer phrase"

test("a link sets another password by keyboard, once, and signs in with it", async ({
  page,
  tenant,
  expectErrors,
}) => {
  expectErrors(/40[13]|422/)
  expect(tenant.orgId).toBeGreaterThan(0)
  const email = `forgotten-${process.pid}-${Date.now()}@example.com`
  await createDemoOrganisation({ email, name: "Northwind e2e" })
  const { id: accountId, sessionVersion } = await prisma().account.findUniqueOrThrow({ where: { email } })
  const token = randomToken()
  const tokenHash = new Uint8Array(hashToken(token))
  const expiresAt = new Date(Date.now() + 3_600_000)
  await prisma().passwordReset.create({ data: { accountId, tokenHash, sessionVersion, expiresAt } })

  await page.goto(`/reset#token=${token}`)
  await expect(page).toHaveURL(/\/reset$/)
  await page.getByLabel("New password").fill("password")
  await page.keyboard.press("Enter")
  await expect(page.getByText("This password is among the first that guessing tries.")).toBeVisible()
  await expect(page.getByLabel("New password")).toBeFocused()
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByLabel("New password").fill(NEW)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible()

  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto(`/reset#token=${token}`)
  await page.getByLabel("New password").fill(`${NEW} again`)
  await page.keyboard.press("Enter")
  await expect(page.getByText(/This link is not known, was used, or is older than an hour\./)).toBeVisible()
  await page.getByRole("link", { name: "Ask for a new link" }).click()
  await expect(page.getByRole("heading", { name: "Forgotten password", level: 1 })).toBeVisible()
})

test("without mail the way from sign-in says so, and an address without a link too", async ({
  page,
  tenant,
}) => {
  expect(tenant.orgId).toBeGreaterThan(0)
  await page.goto("/sign-in")
  await page.getByRole("link", { name: "Forgot your password?" }).click()
  await expect(page.getByText(/This installation sends no mail/)).toBeVisible()
  await expectAccessible(page)
  await page.goto("/reset")
  await expect(page.getByText(/This address holds no link\./)).toBeVisible()
  await expectAccessible(page)
})
