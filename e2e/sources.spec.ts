import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Page } from "@playwright/test"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const run = promisify(execFile)

async function createKey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Create a key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create a key" })
  await dialog.getByLabel("Name").fill(name)
  await dialog.getByRole("button", { name: "Create key" }).click()
  await expect(page.getByRole("heading", { name: `New key ${name}` })).toBeVisible()
}

async function snippet(page: Page, tab: string): Promise<string> {
  await page.getByRole("tab", { name: tab }).click()
  return (
    (await page
      .getByRole("figure", { name: `Send usage, ${tab}` })
      .locator("pre")
      .textContent()) ?? ""
  )
}

const keyOf = (page: Page, name: string) =>
  page
    .getByRole("figure", { name: `Key ${name}` })
    .locator("pre")
    .textContent()

const sources = (page: Page) => page.getByRole("table", { name: "Sources", exact: true })

test.describe("a new installation", () => {
  test.use({ tenantOptions: { keys: false } })

  test("makes a key, pastes a snippet and sees the first event within 3 seconds", async ({
    page,
    signIn,
  }) => {
    test.slow()
    await signIn()
    await page.goto("/sources")
    await expect(page.getByText("No events yet. Send one and it shows here within 3 seconds.")).toBeVisible()
    await expect(page.getByText("No keys yet. Create one to send events.")).toBeVisible()
    expect(await snippet(page, "curl")).toContain("Bearer YOUR_KEY")
    await expectAccessible(page)

    await createKey(page, "checkout-service")
    const key = await keyOf(page, "checkout-service")
    expect(key).toMatch(/^tg_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/)
    await expect(page.getByText("Waiting for first event…")).toBeVisible()
    const region = page.getByRole("region", { name: "New key checkout-service" })
    const command =
      (await region.getByRole("figure", { name: "Send usage, curl" }).locator("pre").textContent()) ?? ""
    expect(command).toContain(`Bearer ${key}`)
    const { stdout } = await run("sh", ["-c", command])
    const acknowledged = Date.now()
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, rejected: [] })
    await expect(page.getByText("First event received")).toBeVisible({ timeout: 3_000 })
    expect(Date.now() - acknowledged).toBeLessThan(3_000)
    await expect(region.getByText("$0.00038400")).toBeVisible()
    const row = sources(page).getByRole("row", { name: /checkout-service/ })
    await expect(row).toContainText("$0.000384")
    await expectAccessible(page)
    await region.getByRole("link", { name: "gpt-4o-mini, direct" }).click()
    await expect(page.getByRole("region", { name: /^Event evt_/ })).toContainText("$0.00038400")
  })
})

test("the Node and Python snippets run as they stand", async ({ page, signIn }) => {
  await signIn()
  await page.goto("/sources")
  await createKey(page, "scripts")
  const folder = await mkdtemp(join(tmpdir(), "tollgate-e2e-"))
  try {
    const plain = { env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "0" } }
    await writeFile(join(folder, "send-usage.mjs"), await snippet(page, "Node"))
    const node = await run(process.execPath, [join(folder, "send-usage.mjs")], plain)
    expect(node.stdout).toContain("accepted: 1")
    await writeFile(join(folder, "send_usage.py"), await snippet(page, "Python"))
    const python = await run("python3", [join(folder, "send_usage.py")], plain).catch((error) => {
      if (error.code === "ENOENT") return null
      throw error
    })
    if (python) expect(python.stdout).toContain("'accepted': 1")
    await expect(page.getByText("First event received")).toBeVisible()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test("a test event goes through the API with the new key, and can be voided", async ({ page, signIn }) => {
  await signIn()
  await page.goto("/sources")
  await createKey(page, "trial")
  await page.getByRole("button", { name: "Send test event" }).click()
  await expect(page.getByText("First event received")).toBeVisible({ timeout: 3_000 })
  const row = sources(page).getByRole("row", { name: /trial/ })
  await expect(row.getByRole("cell").nth(1)).toHaveText("1")
  await page.getByRole("button", { name: "Void it" }).click()
  await expect(page.getByText("The test event is void: it is listed, and in no total.")).toBeVisible()
  await expect(row.getByRole("cell").nth(1)).toHaveText("0")
  await page.getByRole("button", { name: "Done, I have copied it" }).click()
  await expect(page.getByRole("heading", { name: "New key trial" })).toHaveCount(0)
})

test("what was refused is shown with its reason while somebody waits", async ({ page, signIn, request }) => {
  await signIn()
  await page.goto("/sources")
  await createKey(page, "wrong")
  const headers = { authorization: `Bearer ${await keyOf(page, "wrong")}` }
  const data = { id: "bad-1", provider: "openai", model: "gpt-4o-mini", usage: { output: -3 } }
  expect((await request.post("/api/v1/events", { headers, data })).status()).toBe(207)
  const refused = page.getByRole("list", { name: "Refused events of this source" })
  await expect(refused).toContainText("/usage/output", { timeout: 5_000 })
  await expect(page.getByText("Waiting for first event…")).toBeVisible()
})

test("rejected and conflicting events lead to their body and to the stored event", async ({
  page,
  signIn,
  send,
}) => {
  const event = { id: "same", provider: "openai", model: "gpt-4o-mini", usage: { output: 10 } }
  await send([event])
  await send([{ ...event, usage: { output: 11 } }], 0)
  await send([{ ...event, id: "negative", usage: { output: -1 } }], 0)
  await signIn()
  await page.goto("/sources")
  const refused = page.getByRole("list", { name: "Refused events" })
  await expect(refused.getByRole("listitem")).toHaveCount(2)
  const rejected = refused.getByRole("listitem").filter({ hasText: "negative" })
  await expect(rejected).toContainText("rejected")
  await rejected.getByText("What was sent").click()
  await expect(rejected.getByRole("figure", { name: "Body of negative" })).toContainText('"output": -1')
  const row = sources(page).getByRole("row", { name: /^app/ })
  await expect(row.getByRole("link", { name: "1", exact: true }).first()).toBeVisible()
  await expectAccessible(page)
  await refused.getByRole("link", { name: "Open the stored event" }).click()
  await expect(page.getByRole("region", { name: /^Event evt_/ })).toContainText('"id": "same"')
})

test("the alert on a source's silence begins with the source", async ({ page, send, signIn }) => {
  await send([{ id: "one", provider: "openai", model: "gpt-4o-mini", usage: { output: 10 } }])
  await signIn("finance")
  await page.goto("/sources")
  await page.getByRole("link", { name: "Alert on silence of app" }).click()
  const dialog = page.getByRole("dialog", { name: "New rule" })
  await expect(dialog.getByLabel("Name")).toHaveValue("app is silent")
  await expect(dialog.getByLabel("Watches")).toHaveValue("source_silent")
  await expect(dialog.getByLabel("Values")).toHaveValue("app")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  const row = page.getByRole("row", { name: /app is silent/ }).last()
  await expect(row).toContainText("sources silent for 60 minutes")
  await expect(row).toContainText("app")
})

test("a key is revoked after its consequence was read, and opens nothing any more", async ({
  page,
  tenant,
  signIn,
  request,
}) => {
  await signIn()
  await page.goto("/sources")
  await page.getByRole("button", { name: "Revoke app" }).click()
  const dialog = page.getByRole("dialog", { name: "Revoke app" })
  await expect(dialog).toContainText("Whoever sends events with it is refused; events already sent stay.")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Keep it" }).click()
  await page.getByRole("button", { name: "Revoke app" }).click()
  await dialog.getByRole("button", { name: "Revoke key" }).click()
  await expect(page.getByRole("button", { name: "Revoke app" })).toHaveCount(0)
  await page.getByRole("button", { name: "Show 1 revoked or expired" }).click()
  await expect(page.getByRole("table", { name: "API keys" })).toContainText("revoked")
  const headers = { authorization: `Bearer ${tenant.ingestKey}` }
  const answer = await request.post("/api/v1/events", { headers, data: { id: "after" } })
  expect(answer.status()).toBe(401)
})

test("a role without keys is told who can grant them, and sees no payloads", async ({
  page,
  signIn,
  send,
}) => {
  const event = { id: "words", provider: "openai", model: "gpt-4o-mini", usage: { output: -1 } }
  await send([event], 0)
  await signIn("viewer")
  await page.goto("/sources")
  await expect(
    page.getByText("Your role, Viewer, cannot see keys. Owners can grant it: A. Ito."),
  ).toBeVisible()
  await expect(page.getByRole("button", { name: "Create a key" })).toHaveCount(0)
  await expect(page.getByRole("list", { name: "Refused events" })).toContainText("words")
  await expect(page.getByText("What was sent", { exact: true })).toHaveCount(0)
})

test("names and scopes are checked where they are asked for", async ({ page, signIn, expectErrors }) => {
  expectErrors(/422/)
  await signIn("engineer")
  await page.goto("/sources")
  await page.getByRole("button", { name: "Create a key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create a key" })
  await expect(dialog.getByLabel("Manage keys")).toHaveCount(0)
  await dialog.getByLabel("Name").fill("nothing")
  await dialog.getByLabel("Send events", { exact: true }).uncheck()
  await dialog.getByRole("button", { name: "Create key" }).click()
  await expect(dialog.getByRole("alert")).toHaveText("Choose at least one scope.")
  await page.keyboard.press("Escape")
  await expect(dialog).toHaveCount(0)
})

test("on a phone nothing scrolls sideways but the tables", async ({ page, signIn, send }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await send([{ id: "m", provider: "openai", model: "gpt-4o-mini", usage: { output: 10 } }])
  await signIn()
  await page.goto("/sources")
  await expect(sources(page)).toBeVisible()
  await createKey(page, "phone")
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})

test("a key is rotated with an overlap: both work, and without one the old dies", async ({
  page,
  signIn,
  request,
}) => {
  test.slow()
  const status = async (key: string | null) => {
    const headers = { authorization: `Bearer ${key}` }
    const data = { provider: "openai", model: "gpt-4o-mini", usage: { input_uncached: 10, output: 1 } }
    return (await request.post("/api/v1/events", { headers, data })).status()
  }
  await signIn()
  await page.goto("/sources")
  await createKey(page, "turning")
  const old = await keyOf(page, "turning")
  await page.getByRole("button", { name: "Done, I have copied it" }).click()
  await page.getByRole("button", { name: "Rotate turning" }).click()
  const dialog = page.getByRole("dialog", { name: "Rotate turning" })
  await expect(dialog.getByLabel("The old key goes on for")).toHaveValue("1h")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Rotate key" }).click()
  await expect(page.getByRole("heading", { name: "New key turning" })).toBeVisible()
  const next = await keyOf(page, "turning")
  expect(next).not.toBe(old)
  expect(await status(old)).toBe(200)
  expect(await status(next)).toBe(200)
  const keys = page.getByRole("table", { name: "API keys" })
  await expect(keys.getByText("replaced, still works")).toBeVisible()

  await page.getByRole("button", { name: "Rotate turning" }).click()
  await dialog.getByLabel("The old key goes on for").selectOption("now")
  await dialog.getByRole("button", { name: "Rotate key" }).click()
  await expect.poll(() => keyOf(page, "turning")).not.toBe(next)
  await expect.poll(() => status(next), { timeout: 10_000 }).toBe(401)
  expect(await status(await keyOf(page, "turning"))).toBe(200)
})

async function createSource(page: Page, name: string, kind: string, bills = false): Promise<void> {
  await page.getByRole("button", { name: "Create a source" }).click()
  const dialog = page.getByRole("dialog", { name: "Create a source" })
  await dialog.getByLabel("Name").fill(name)
  await dialog.getByLabel("It sends by").selectOption({ label: kind })
  if (bills) await dialog.getByLabel("Its amounts are what is billed").check()
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Create source" }).click()
  await expect(dialog).toHaveCount(0)
}

const arrivals = (page: Page) => page.getByRole("table", { name: "How events arrive" })

test("a source is made for a way in: its recipe is pasted and the event arrives", async ({
  page,
  signIn,
}) => {
  test.slow()
  await signIn()
  await page.goto("/sources")
  await createSource(page, "search-service", "CloudEvents", true)
  await expect(page.getByRole("heading", { name: "New key search-service" })).toBeVisible()
  const recipe = page.getByRole("figure", { name: "Send usage, CloudEvents" }).locator("pre")
  const command = (await recipe.textContent()) ?? ""
  for (let sent = 0; sent < 2; sent += 1) await run("sh", ["-c", command])
  await expect(page.getByText("First event received")).toBeVisible({ timeout: 3_000 })
  await expect(sources(page).getByRole("row", { name: /search-service/ })).toContainText("CloudEvents, bills")
  await page.reload()
  const row = arrivals(page).getByRole("row", { name: /search-service/ })
  // An event an hour, its lag twice, and the repeat.
  await expect(row.getByRole("cell").nth(0)).toHaveText("1")
  await expect(row.getByRole("cell").nth(1)).toHaveText(/\s(?:ms|s)$/)
  await expect(row.getByRole("cell").nth(3)).toHaveText("1")
  await expectAccessible(page)
})

test("a signed webhook arrives with either secret while they change, and a source is renamed", async ({
  page,
  signIn,
}) => {
  test.slow()
  await signIn()
  await page.goto("/sources")
  await createSource(page, "billing-hook", "Signed webhook")
  await expect(page.getByRole("heading", { name: "Signing secret of billing-hook" })).toBeVisible()
  const folder = await mkdtemp(join(tmpdir(), "tollgate-e2e-"))
  const plain = { env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "0" } }
  const recipe = page.getByRole("figure", { name: "Send usage, Webhook" }).locator("pre")
  const send = async () => (await run(process.execPath, [join(folder, "send-webhook.mjs")], plain)).stdout
  try {
    await writeFile(join(folder, "send-webhook.mjs"), (await recipe.textContent()) ?? "")
    expect(await send()).toContain("accepted: 1")
    const row = sources(page).getByRole("row", { name: /billing-hook/ })
    await expect(row.getByRole("cell").nth(1)).toHaveText("1", { timeout: 10_000 })
    await page.getByRole("button", { name: "Rotate secret of billing-hook" }).click()
    const dialog = page.getByRole("dialog", { name: "Rotate secret of billing-hook" })
    await expectAccessible(page)
    await dialog.getByRole("button", { name: "Rotate secret" }).click()
    await expect(page.getByText(/the former secret is good too/)).toBeVisible()
    expect(await send()).toContain("accepted: 1")
    await writeFile(join(folder, "send-webhook.mjs"), (await recipe.textContent()) ?? "")
    expect(await send()).toContain("accepted: 1")
    await page.getByRole("button", { name: "Done, I have copied it" }).click()
    await page.getByRole("button", { name: "Change billing-hook" }).click()
    const change = page.getByRole("dialog", { name: "Change billing-hook" })
    await change.getByLabel("Name").fill("invoice-hook")
    await change.getByRole("button", { name: "Save changes" }).click()
    await expect(sources(page).getByRole("row", { name: /invoice-hook/ })).toBeVisible()
    await expect(sources(page).getByRole("row", { name: /billing-hook/ })).toHaveCount(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
