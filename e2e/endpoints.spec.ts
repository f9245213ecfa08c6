import { createHmac } from "node:crypto"
import type { Page } from "@playwright/test"
import { type Receiver, startReceiver, type TakenRequest } from "@/lib/testing/receiver"
import { awake, test as base, expect, expectAccessible, expectNoSidewaysScroll } from "./fixtures"

const test = base.extend<{ receiver: Receiver }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures a fixture needs from its pattern.
  receiver: async ({}, use) => {
    const receiver = await startReceiver()
    await use(receiver)
    await receiver.close()
  },
})

const rowOf = (page: Page, table: string, name: RegExp) =>
  page.getByRole("table", { name: table }).getByRole("row", { name })

async function addWebhook(page: Page, name: string, url: string): Promise<string> {
  await page.getByRole("button", { name: "New endpoint" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "New endpoint" })
  await dialog.getByLabel("Name").fill(name)
  await dialog.getByLabel("Kind").selectOption("Webhook")
  await dialog.getByLabel("Address").fill(url)
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Add endpoint" }).press("Enter")
  await expect(dialog).toBeHidden()
  const figure = page.getByRole("figure", { name: `Signing secret of ${name}` })
  await expect(figure).toBeVisible()
  return (await figure.locator("pre").textContent()) ?? ""
}

/** What Standard Webhooks says the signature of a request by this secret is. */
function signatureOf(secret: string, { headers, body }: TakenRequest): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
}

async function sendTest(page: Page, name: string, said: string): Promise<void> {
  const row = rowOf(page, "Endpoints", new RegExp(`^${name}`))
  await row.getByRole("button", { name: `Send a test to ${name}` }).click()
  await expect(row.getByRole("status")).toContainText(said)
}

test("a webhook is added, tested, rotated, fails, is sent again, switched off and on, and deleted", async ({
  page,
  signIn,
  receiver,
}) => {
  test.slow()
  await signIn()
  await page.goto("/settings/endpoints")
  await expect(page.getByText("None yet. An endpoint takes alerts")).toBeVisible()
  const secret = await addWebhook(page, "Ops hook", `${receiver.url}/alerts`)
  await expectAccessible(page)
  await sendTest(page, "Ops hook", "Test: taken (200)")
  expect(receiver.requests).toHaveLength(1)
  const [first] = receiver.requests
  expect(first?.headers["webhook-signature"]).toBe(signatureOf(secret, first as TakenRequest))
  expect(JSON.parse(first?.body ?? "").data.link).toContain("/settings/endpoints?endpoint=")

  await page.getByRole("button", { name: "Rotate secret of Ops hook" }).press("Enter")
  await page.getByRole("dialog").getByRole("button", { name: "Rotate secret" }).press("Enter")
  await expect(page.getByText("requests carry the former one's signature too")).toBeVisible()
  const next = await page
    .getByRole("figure", { name: /^Signing secret/ })
    .locator("pre")
    .textContent()
  receiver.answer = (response) => void response.writeHead(500).end("no room")
  await sendTest(page, "Ops hook", "The receiver answered with 500.")
  // What a private address says is shown to nobody.
  await expect(page.getByText("no room")).toHaveCount(0)
  const second = receiver.requests[1] as TakenRequest
  expect(second.headers["webhook-signature"]).toBe(
    `${signatureOf(next ?? "", second)} ${signatureOf(secret, second)}`,
  )

  await page.reload()
  await expect(page.getByRole("figure", { name: /^Signing secret/ })).toHaveCount(0)
  const failed = rowOf(page, "Messages", /given up/)
  await failed.getByRole("button", { name: "Parts of Test of Ops hook" }).click()
  await expect(rowOf(page, "Messages", /^Attempt 1/)).toContainText("not taken")
  receiver.answer = (response) => void response.writeHead(200).end("ok")
  await failed.getByRole("button", { name: "Send again: Test of Ops hook" }).click()
  await expect.poll(() => receiver.requests.length).toBe(3)
  expect(receiver.requests[2]?.headers["webhook-id"]).toBe(second.headers["webhook-id"])
  await expect(async () => {
    await page.reload()
    await expect(rowOf(page, "Messages", /delivered/)).toHaveCount(2, { timeout: 1_000 })
  }).toPass()
  await rowOf(page, "Messages", /Test of Ops hook/)
    .first()
    .getByRole("button", { name: /^Parts of/ })
    .click()
  await expect(rowOf(page, "Messages", /^Attempt 2/)).toContainText("taken (200)")
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByRole("button", { name: "Switch off Ops hook" }).click()
  await expect(page.getByText("It was switched off by hand.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Switch on Ops hook" }).click()
  await expect(rowOf(page, "Endpoints", /^Ops hook/)).not.toContainText("off")
  await page.getByRole("button", { name: "Delete Ops hook" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Delete endpoint" }).click()
  await expect(page.getByText("None yet. An endpoint takes alerts")).toBeVisible()
})

test("an address that may not be posted to is refused at its field, and finance only looks", async ({
  page,
  signIn,
  baseURL,
  context,
  expectErrors,
}) => {
  expectErrors(/422|409/)
  await signIn()
  await page.goto("/settings/endpoints")
  await page.getByRole("button", { name: "New endpoint" }).click()
  const dialog = page.getByRole("dialog", { name: "New endpoint" })
  await dialog.getByLabel("Name").fill("Channel")
  await dialog.getByLabel("Webhook address").fill("https://169.254.169.254/latest")
  await dialog.getByRole("button", { name: "Add endpoint" }).click()
  await expect(dialog.getByLabel("Webhook address")).toHaveAttribute("aria-invalid", "true")
  await dialog.getByLabel("Kind").selectOption("PagerDuty")
  await dialog.getByLabel("Integration key").fill("R".repeat(32))
  await dialog.getByLabel("Region").selectOption("Europe")
  await dialog.getByRole("button", { name: "Add endpoint" }).click()
  await expect(rowOf(page, "Endpoints", /^Channel/)).toContainText("EU, key …RRRR")
  await page.getByRole("button", { name: "Change Channel" }).click()
  const change = page.getByRole("dialog", { name: "Change Channel" })
  await change.getByLabel("Name").fill("On call")
  await change.getByRole("button", { name: "Change endpoint" }).click()
  await expect(rowOf(page, "Endpoints", /^On call/)).toContainText("EU, key …RRRR")

  await context.clearCookies()
  await signIn("finance")
  await page.goto(`${baseURL}/settings/endpoints`)
  await awake(page)
  await expect(rowOf(page, "Endpoints", /^On call/)).toBeVisible()
  await expect(
    page.getByRole("main").getByRole("button", { name: /endpoint|test|Delete|Switch/ }),
  ).toHaveCount(0)
})
