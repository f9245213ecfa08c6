import { createDemoOrganisation } from "@/lib/auth/demo"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

test("an owner signs in and out, and pages are for the signed-in", async ({ page, tenant }) => {
  // The tenant closes the installation's set-up, as any owner does.
  expect(tenant.orgId).toBeGreaterThan(0)
  const email = `sign-in-${process.pid}-${Date.now()}@example.com`
  const { owner } = await createDemoOrganisation({ email, name: "Northwind e2e" })
  await page.goto("/events")
  await expect(page).toHaveURL(/\/sign-in/)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByLabel("E-mail").fill(owner.email)
  await page.getByLabel("Password").fill(owner.password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible()
  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto("/")
  await expect(page).toHaveURL(/\/sign-in/)
})

test("an unknown address says so under the strict policy", async ({ page, signIn }) => {
  await signIn()
  const answer = await page.request.get("/no-such-page")
  expect(answer.status()).toBe(404)
})
