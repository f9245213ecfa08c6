import { localDate, zonedStart } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const today = localDate(new Date(), ZONE)

const call = (id: string, model: string) => ({
  ...{ id, provider: "openai", model, user: "j.weber", feature: "search", team: "Commerce" },
  usage: { input_uncached: 1_000_000, output: 0 },
})

test("a model without a price gets one, by keyboard, and the next call costs that", async ({
  page,
  signIn,
  send,
}) => {
  await send([call("before", "house-model"), call("known", "gpt-4o-mini")])
  await signIn("finance")
  await page.goto("/prices")
  const unpriced = page.getByRole("table", { name: "Used without a price" })
  await expect(unpriced.getByRole("row", { name: /house-model/ })).toContainText("1 of 1")
  await page.getByRole("button", { name: "Add price for house-model" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "Add price" })
  await expect(dialog.getByLabel("Models")).toHaveValue("house-model")
  await dialog.getByLabel("Input", { exact: true }).fill("2.5")
  await dialog.getByLabel("Source").fill("Contract 7")
  await dialog.getByRole("button", { name: "Add price" }).press("Enter")
  const added = page.getByRole("dialog", { name: "Price added" })
  await expect(added.getByRole("link", { name: "Re-rate earlier calls" })).toHaveAttribute(
    "href",
    /^\/prices\/rerate\?from=.*&provider=openai&model=house-model$/,
  )
  await added.getByRole("button", { name: "Done" }).press("Enter")
  await expect(added).toBeHidden()
  const own = page.getByRole("table", { name: "Your prices" })
  await expect(own.getByRole("row", { name: /house-model/ })).toContainText("input $2.50 per M")
  await expect(async () => {
    await send([call(`after-${Date.now()}`, "house-model")])
    await page.goto("/explore?range=today&group_by=model")
    await expect(
      page.getByRole("row", { name: /house-model/ }).getByTitle(/^(2|5|7)(\.5)? USD$/),
    ).toBeVisible({
      timeout: 3_000,
    })
  }).toPass({ timeout: 60_000 })
})

test("a percentage ends, a rival is refused at once, and the trail tells of it", async ({
  page,
  signIn,
  expectErrors,
}) => {
  expectErrors(/409/)
  // Today in Berlin, and yesterday still in UTC.
  await page.clock.setFixedTime(zonedStart(new Date(), "day", ZONE))
  await signIn("owner")
  await page.goto("/prices")
  await expect(page.getByText("No calls yet.")).toBeVisible()
  const add = async (percent: string) => {
    await page.getByRole("button", { name: "Add price" }).first().click()
    const dialog = page.getByRole("dialog", { name: "Add price" })
    await dialog.getByLabel("Provider or gateway").fill("openai")
    await dialog.getByLabel("Models").fill("*")
    await dialog.getByLabel("Kind").selectOption("A percentage of the list")
    await dialog.getByLabel("Percent").fill(percent)
    await dialog.getByLabel("Source").fill("Contract 7")
    await dialog.getByRole("button", { name: "Add price" }).click()
    return dialog
  }
  await expect(await add("-12.5")).toBeHidden()
  await page.getByRole("button", { name: "Done" }).click()
  const own = page.getByRole("table", { name: "Your prices" })
  await expect(own.getByRole("row", { name: /12\.5% below list/ })).toBeVisible()
  const refused = await add("-20")
  await expect(refused.getByRole("alert")).toContainText("holds for the same models")
  await page.keyboard.press("Escape")
  await own.getByRole("button", { name: /^End openai/ }).click()
  await page.getByRole("dialog").getByRole("button", { name: "End price" }).click()
  await expect(page.getByText("None: every call is priced by the list.")).toBeVisible()
  await page.goto("/settings/audit")
  await expect(page.getByText("price.end").first()).toBeVisible()
  await expect(page.getByText("price.add").first()).toBeVisible()
})

test("the list is searched, a rate is entered, and a viewer only reads", async ({
  page,
  signIn,
  context,
}) => {
  await signIn("finance")
  await page.goto("/prices?q=gpt-4o-mini&provider=openai")
  const list = page.getByRole("table", { name: "List prices" })
  await expect(list.getByRole("row", { name: /gpt-4o-mini/ }).first()).toContainText("per M")
  await page.getByRole("button", { name: "Add rate" }).click()
  const dialog = page.getByRole("dialog", { name: "Add rate" })
  await dialog.getByLabel("Currency").fill("EUR")
  await dialog.getByLabel("From").fill(today)
  await dialog.getByLabel("US dollars for one").fill("1.2345")
  await dialog.getByLabel("Source").fill("House rate")
  await dialog.getByRole("button", { name: "Add rate" }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(async () => {
      await page.reload()
      return page.getByRole("table", { name: "Exchange rates" }).textContent()
    })
    .toContain("1.2345")
  await expectAccessible(page)
  await context.clearCookies()
  await signIn("viewer")
  await page.goto("/prices")
  await expect(list).toBeVisible()
  await expect(page.getByRole("button", { name: "Add price" })).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto("/prices")
  await expectNoSidewaysScroll(page)
})

test("prices leave as CSV and come back by a file that is looked at first", async ({ page, signIn }) => {
  await signIn("finance")
  await page.goto("/prices")
  const header = "provider,models,from,input_uncached,output,source\n"
  const choose = async (lines: string) => {
    const file = { name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(header + lines) }
    await page
      .getByRole("dialog", { name: "Import prices" })
      .getByLabel("File", { exact: true })
      .setInputFiles(file)
  }
  await page.getByRole("button", { name: "Import" }).press("Enter")
  const lines = page.getByRole("table", { name: "Lines of the file" })
  await choose("openai,house-a,2026-11-01,1,4,Contract 8\nopenai,house-b,soon,1,4,Contract 8\n")
  await expect(lines.getByRole("row", { name: /house-b/ })).toContainText("invalid")
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0)
  await choose("openai,house-a,2026-11-01,1,4,Contract 8\nopenai,house-b,2026-11-01,2,8,Contract 8\n")
  await expect(page.getByRole("status").filter({ hasText: "2 added." })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Import 2 changes" }).press("Enter")
  const own = page.getByRole("table", { name: "Your prices" })
  await expect(own.getByRole("row", { name: /house-b/ })).toContainText("input $2.00, output $8.00 per M")
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ])
  const path = await download.path()
  await page.getByRole("button", { name: "Import" }).press("Enter")
  await page
    .getByRole("dialog", { name: "Import prices" })
    .getByLabel("File", { exact: true })
    .setInputFiles(path)
  await expect(page.getByRole("status").filter({ hasText: "2 unchanged." })).toBeVisible()
})
