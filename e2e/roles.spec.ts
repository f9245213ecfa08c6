import type { APIRequestContext, Page } from "@playwright/test"
import { ROLES, type Role } from "@/lib/auth/scope"
import { ACCESS } from "@/lib/testing/access-table"
import { PAGES } from "@/lib/testing/page-table"
import { expect, expectAccessible, test } from "./fixtures"

/** What a page says to a role that it is closed to. */
const CLOSED = (role: Role) =>
  new RegExp(`Your role, ${role}, cannot see .*Owners can grant it: .*A\\. Ito`, "i")

const closedPages = (role: Role) =>
  Object.entries(PAGES).filter(([, { allow }]) => allow !== "everybody" && !allow.includes(role))
const openPages = (role: Role) => Object.entries(PAGES).filter(([, { allow }]) => allow.includes(role))

/** Ids of nothing, but well-formed: who may not ask is refused before anything is looked for. */
function addressOf(path: string): string {
  return path.replace("/deliveries/{id}", `/deliveries/msg_${"0".repeat(22)}`).replaceAll(/\{\w+\}/g, "1")
}

async function ask(request: APIRequestContext, name: string, origin: string): Promise<number> {
  const [method = "GET", path = ""] = name.split(" ")
  const body = ACCESS[name]?.body
  const data = body?.({
    sourceId: 1,
    signingSourceId: 1,
    keyId: 1,
    eventId: "evt_1",
    memberId: 1,
    invitationId: 1,
    auditId: 1,
    annotationId: 1,
    viewId: 1,
    creditId: 1,
    rerateId: 1,
    priceId: 1,
    nameValue: "nobody",
    nameId: 1,
    reportId: 1,
    budgetSlug: "none",
    increaseId: 1,
    endpointId: 1,
    deliveryId: "msg_none",
    smokeRunId: 1,
    billId: 1,
    billModel: "none",
    billNoteId: 1,
    ruleSlug: "none",
    alertId: 1,
    muteId: 1,
  })
  const answer = await request.fetch(`${addressOf(path)}${ACCESS[name]?.search ?? ""}`, {
    method,
    headers: { origin, ...(data === undefined ? {} : { "content-type": "application/json" }) },
    ...(data === undefined ? {} : { data }),
  })
  return answer.status()
}

async function expectClosed(page: Page, role: Role, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByText(CLOSED(role)), address).toBeVisible()
}

test("a viewer tries everything and gets 403s only", async ({ page, signIn, baseURL }) => {
  test.slow()
  await signIn("viewer")
  const refused = Object.entries(ACCESS).filter(
    ([, { allow, byOwner }]) => !allow.includes("viewer") && !byOwner,
  )
  expect(refused.length).toBeGreaterThan(10)
  for (const [name] of refused) {
    // What only a key may ask is closed to every session.
    expect([401, 403], name).toContain(await ask(page.request, name, baseURL ?? ""))
  }
  for (const [path, { address = path }] of closedPages("viewer")) await expectClosed(page, "viewer", address)
  await page.goto("/sources")
  await expect(page.getByText(CLOSED("viewer")).first()).toBeVisible()
  await expect(page.getByRole("button", { name: "Create a key" })).toHaveCount(0)
  await page.goto("/settings")
  await expect(page.getByText("Owners and administrators change this. Owners: A. Ito.")).toBeVisible()
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0)
  await page.goto("/settings/members")
  await expectAccessible(page)
})

for (const role of ROLES) {
  test(`${role}: every page opens or says who can open it`, async ({ page, signIn }) => {
    test.slow()
    await signIn(role)
    for (const [path, { address = path }] of closedPages(role)) await expectClosed(page, role, address)
    for (const [path, { address = path }] of openPages(role)) {
      await page.goto(address)
      await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible()
      await expect(page.getByRole("status", { name: /^Loading/ }), path).toHaveCount(0)
      await expect(page.getByRole("heading", { name: "Not allowed" }), path).toHaveCount(0)
    }
  })
}

test("a viewer walks the rail by keyboard, and nothing that can be reached changes anything", async ({
  page,
  signIn,
}) => {
  test.slow()
  await signIn("viewer")
  await page.goto("/")
  const rail = page.getByRole("navigation").first()
  const names = await rail.getByRole("link").allTextContents()
  expect(names.length).toBeGreaterThan(8)
  for (const name of names) {
    await rail.getByRole("link", { name, exact: true }).focus()
    await page.keyboard.press("Enter")
    await expect(rail.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page")
    await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0)
    const acts = page.getByRole("main").getByRole("button", {
      name: /^(Add (?!filter)|Create|Invite|Remove|Revoke|Rotate|End|Put|Save changes|Make a rule)/,
    })
    await expect(acts, name).toHaveCount(0)
  }
})
