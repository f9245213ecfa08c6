import type { Page } from "@playwright/test"
import { awake, expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const PASSWORD = "a long and winding word"

const rowOf = (page: Page, table: string, name: RegExp) =>
  page.getByRole("table", { name: table }).getByRole("row", { name })

async function invite(page: Page, email: string, role: string, sight?: string): Promise<string> {
  await page.getByRole("button", { name: "Invite a member" }).click()
  const dialog = page.getByRole("dialog", { name: "Invite a member" })
  await dialog.getByLabel("E-mail address").fill(email)
  await dialog.getByLabel("Role").selectOption({ label: role })
  if (sight) await dialog.getByLabel("Sees the spend of").selectOption({ label: sight })
  await dialog.getByRole("button", { name: "Create link" }).click()
  const figure = page.getByRole("figure", { name: `Link for ${email}` })
  await expect(figure).toBeVisible()
  return (await figure.locator("pre").textContent()) ?? ""
}

test("an owner invites a member, who joins, is changed and removed, each at once", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  test.slow()
  await signIn()
  await page.goto("/settings/members")
  await expect(page.getByText("None. An invitation is listed here")).toBeVisible()
  await expectAccessible(page)
  const email = `grace-${process.pid}-${Date.now()}@example.com`
  const link = await invite(page, email, "Finance")
  await expect(rowOf(page, "Open invitations", new RegExp(email))).toBeVisible()
  await expectAccessible(page)

  const theirs = await browser.newContext({ baseURL: baseURL ?? "" })
  const guest = await theirs.newPage()
  await guest.goto(link)
  await expect(guest.getByText(`invites ${email} as finance`)).toBeVisible()
  expect(guest.url()).not.toContain("token")
  await expectAccessible(guest)
  await guest.getByLabel("Your name").fill("Grace Hopper")
  await guest.getByLabel("Password").fill("password")
  await guest.getByRole("button", { name: /^Join/ }).click()
  await expect(guest.getByText("This password is among the first that guessing tries.")).toBeVisible()
  await guest.getByLabel("Password").fill(PASSWORD)
  await guest.getByRole("button", { name: /^Join/ }).click()
  await expect(guest.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()

  await page.reload()
  await expect(page.getByText("None. An invitation is listed here")).toBeVisible()
  await page.getByRole("button", { name: "Change Grace Hopper" }).click()
  const change = page.getByRole("dialog", { name: "Change Grace Hopper" })
  await change.getByLabel("Role").selectOption({ label: "Viewer" })
  await change.getByLabel("Sees the spend of").selectOption({ label: "Only these teams" })
  await change.getByLabel("Team", { exact: true }).fill("Search")
  await change.getByRole("button", { name: "Change member" }).click()
  await expect(rowOf(page, "Members", /Grace Hopper/)).toContainText("Search")
  await guest.goto("/")
  await expect(guest).toHaveURL(/\/sign-in/)

  await page.getByRole("button", { name: "Remove Grace Hopper" }).click()
  await page
    .getByRole("dialog", { name: "Remove Grace Hopper" })
    .getByRole("button", { name: "Remove member" })
    .click()
  await expect(rowOf(page, "Members", /Grace Hopper/)).toHaveCount(0)
  await guest.goto(link)
  await expect(guest.getByRole("alert").filter({ hasText: "This invitation is not known" })).toBeVisible()
  await theirs.close()
})

test("the last owner stays, and the page says why", async ({
  page,
  tenant,
  context,
  baseURL,
  expectErrors,
}) => {
  expectErrors(/409 \(Conflict\)/)
  await context.addCookies([{ ...(await tenant.session("owner")), url: baseURL ?? "" }])
  await page.goto("/settings/members")
  const first = rowOf(page, "Members", /A\. Ito/)
  await first.getByRole("button", { name: "Remove A. Ito" }).click()
  await page.getByRole("button", { name: "Remove member" }).click()
  await expect(first).toHaveCount(0)
  await page.getByRole("button", { name: "Remove owner" }).click()
  await page.getByRole("button", { name: "Remove member" }).click()
  await expect(page.getByRole("alert").filter({ hasText: "is the last owner" })).toBeVisible()
})

test("the organisation is set: name and fiscal year at once, the zone when its sums are made", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  await signIn()
  const usage = { input_uncached: 10, output: 1 }
  await send([{ id: "one", provider: "openai", model: "gpt-4o-mini", usage }])
  await page.goto("/settings")
  await expect(page.getByLabel("Reporting currency")).toBeDisabled()
  await page.getByLabel("Name").fill("Northwind")
  await page.getByLabel("Fiscal year begins in").selectOption({ label: "April" })
  await page.getByLabel("Reporting time zone").selectOption("Asia/Kathmandu")
  await page.getByRole("button", { name: "Save changes" }).click()
  await expect(page.getByText("Saved.")).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await expect
    .poll(async () => (await (await page.request.get("/api/v1/organisation")).json()).zone, {
      timeout: 60_000,
    })
    .toBe("Asia/Kathmandu")
  await page.reload()
  await expect(page.getByLabel("Reporting time zone")).toHaveValue("Asia/Kathmandu")
  await expect(page.getByLabel("Fiscal year begins in")).toHaveValue("4")
  await expect(page.getByRole("complementary").getByText("Northwind")).toBeVisible()
})

test("a person changes their name and password, and signs out everywhere", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  test.slow()
  await signIn()
  await page.goto("/settings/members")
  const email = `ada-${process.pid}-${Date.now()}@example.com`
  const link = await invite(page, email, "Viewer", "All teams")
  const theirs = await browser.newContext({ baseURL: baseURL ?? "" })
  const person = await theirs.newPage()
  await person.goto(link)
  await person.getByLabel("Your name").fill("Ada")
  await person.getByLabel("Password").fill(PASSWORD)
  await person.getByRole("button", { name: /^Join/ }).click()
  await expect(person.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()
  await person.goto("/settings/profile")
  await expect(person.getByRole("button", { name: "Sign out everywhere" })).toBeVisible()
  await awake(person)
  await expectAccessible(person)
  await person.getByLabel("Name", { exact: true }).fill("Ada Lovelace")
  await person.getByRole("button", { name: "Change name" }).click()
  await expect(person.getByRole("link", { name: "Ada Lovelace" })).toBeVisible()

  await person.getByLabel("Password now").fill("not this one")
  await person.getByLabel("New password").fill(`${PASSWORD} more`)
  await person.getByRole("button", { name: "Change password" }).click()
  await expect(person.getByText("This is not the password you have now.")).toBeVisible()
  await person.getByLabel("Password now").fill(PASSWORD)
  await person.getByRole("button", { name: "Change password" }).click()
  await expect(person.getByText("Changed. Every other session has ended.")).toBeVisible()
  await person.reload()
  await expect(person.getByRole("button", { name: "Sign out everywhere" })).toBeVisible()
  await awake(person)
  await person.getByRole("button", { name: "Sign out everywhere" }).click()
  await expect(person).toHaveURL(/\/sign-in/)
  await awake(person)
  await person.getByLabel("E-mail").fill(email)
  await person.getByLabel("Password").fill(`${PASSWORD} more`)
  await person.getByRole("button", { name: "Sign in" }).click()
  await expect(person.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()
  await theirs.close()
})

test("the trail tells who changed what, is found by filters, checked, and exported", async ({
  page,
  signIn,
}) => {
  test.slow()
  await signIn()
  await page.goto("/settings")
  await page.getByLabel("Name").fill("Renamed")
  await page.getByRole("button", { name: "Save changes" }).click()
  await expect(page.getByText("Saved.")).toBeVisible()
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Audit" }).click()
  const row = rowOf(page, "Audit trail", /organisation\.update/)
  await expect(row).toContainText(/name: .* → Renamed/)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole("button", { name: "Check now" }).click()
  await expect(page.getByText(/Whole to entry \d+/)).toBeVisible()
  await page.getByLabel("Action").fill("key")
  await page.getByRole("button", { name: "Filter" }).click()
  await expect(page).toHaveURL(/action=key/)
  await expect(rowOf(page, "Audit trail", /key\.create/).first()).toBeVisible()
  await expect(row).toHaveCount(0)
  const csv = await page.request.get("/api/v1/export/audit.csv?action=key")
  expect(csv.headers()["content-disposition"]).toContain("audit.csv")
  expect((await csv.text()).split("\r\n").length).toBeGreaterThan(2)
  await page.goto("/settings/audit?action=organisation")
  await row.getByRole("link").click()
  await expect(page).toHaveURL(/\/settings\/audit\/\d+/)
  await expect(page.getByRole("table").getByRole("row", { name: /name/ })).toContainText("Renamed")
  await expectAccessible(page)
})

test("on a phone the settings stay within the screen", async ({ page, signIn }) => {
  test.slow()
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn()
  for (const address of [
    "/settings",
    "/settings/members",
    "/settings/audit",
    "/settings/profile",
    "/accept",
  ]) {
    await page.goto(address)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0)
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  }
})
