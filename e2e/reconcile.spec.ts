import { type BilledModel, openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const DAY = localDate(new Date(Date.now() - 9 * 86_400_000), "UTC")
const NEXT = localDate(new Date(Date.now() - 8 * 86_400_000), "UTC")

const call = (day: string, at: number) => ({
  id: `${day}-${at}`,
  time: `${day}T12:0${at}:00Z`,
  ...{ provider: "openai", model: "gpt-4o-mini", team: "Commerce" },
  usage: { input_uncached: 100_000, output: 10_000 },
})

/** At $0.15 and $0.60 per million a call costs $0.021. */
const line = (day: string, requests: number, more: Partial<BilledModel> = {}): BilledModel => ({
  ...{ day, model: "gpt-4o-mini-2024-07-18", amount: (requests * 0.021).toFixed(6), requests },
  ...{ input: requests * 100_000, cached: 0, output: requests * 10_000 },
  ...more,
})

const json = (name: string, text: string) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(text),
})

test("a bill is looked at, imported, and its difference is read, explained and adjusted", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  await send([...[1, 2, 3].map((at) => call(DAY, at)), ...[1, 2].map((at) => call(NEXT, at))])
  await signIn("finance")
  await page.goto("/reconcile")
  const main = page.getByRole("main")
  await expect(main).toContainText("No bills yet.")
  await expect(main.getByRole("figure", { name: "First bill, OpenAI" })).toContainText(
    "/api/v1/imports?dry_run=true",
  )
  await expectAccessible(page)

  const lines = [line(DAY, 5), line(NEXT, 2)]
  const costs = openAiCosts(lines, [{ day: NEXT, item: "Sales tax", amount: "1.5" }])
  for (const [name, text] of [
    ["costs.json", costs],
    ["usage.json", openAiUsage(lines)],
  ] as const) {
    await page.getByRole("button", { name: "Import a bill" }).press("Enter")
    const dialog = page.getByRole("dialog", { name: "Import a bill" })
    await dialog.getByLabel("File").setInputFiles(json(name, text))
    await expect(dialog.getByRole("status")).toContainText(`openai: 2 days, ${DAY} to ${NEXT}.`)
    if (name === "costs.json") {
      await expect(dialog.getByRole("table", { name: "By model" })).toContainText("tax, openai")
      await expectAccessible(page)
    }
    await dialog.getByRole("button", { name: "Import bill" }).press("Enter")
    await expect(dialog).toBeHidden()
  }

  await expect(main).toContainText(/ties out\./)
  const table = page.getByRole("table", { name: "Bill and ledger" })
  await expect(table.getByRole("row", { name: /gpt-4o-mini/ }).first()).toContainText("+$0.04")
  await expect(table.getByRole("row", { name: /No model/ })).toContainText("+$1.50")
  const parts = page.getByRole("table", { name: "Parts of the difference" })
  await expect(parts.getByRole("row", { name: /Difference/ })).toContainText("+$1.54")
  await expectAccessible(page)

  await table.getByRole("row", { name: /Open/ }).getByRole("link").press("Enter")
  const row = page.getByRole("region", { name: /^gpt-4o-mini, openai, / })
  await expect(row).toContainText("2 events of the bill are missing here.")
  await row.getByRole("button", { name: /^Explain or adjust gpt-4o-mini/ }).press("Enter")
  const explain = page.getByRole("dialog")
  await explain.getByLabel("Note").fill("Key of the contractor")
  await explain.getByLabel("Adjust by what is left").check()
  await explain.getByRole("button", { name: "Keep note" }).press("Enter")
  await expect(row.getByRole("list", { name: "Notes" })).toContainText("Key of the contractor")
  await expect(row).toContainText("Adjustment of +$0.04")
  await expect(main).toContainText("Nothing is open.")
  await expectAccessible(page)

  await page.getByRole("button", { name: "Models", exact: true }).click()
  await expect(page).toHaveURL(/by=model/)
  await expect(page.getByRole("region", { name: "By model" })).toContainText("+$1.54")
  await page.setViewportSize({ width: 390, height: 800 })
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})

test("a CSV of any kind is read by a mapping that is said once", async ({ page, signIn, expectErrors }) => {
  expectErrors(/422/)
  await signIn("owner")
  await page.goto("/reconcile")
  await page.getByRole("button", { name: "Import a bill" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "Import a bill" })
  const csv = `Billing date;Model;Cost\n${DAY};qwen3-max;"12,50"\n`
  const file = { name: "model-studio.csv", mimeType: "text/csv", buffer: Buffer.from(csv) }
  await dialog.getByLabel("File").setInputFiles(file)
  await expect(dialog).toContainText("needs a mapping of its columns")
  await dialog.getByLabel("Columns").selectOption("Say which column is what")
  await expect(dialog.getByLabel("Day", { exact: true })).toHaveValue("Billing date")
  await dialog.getByLabel("Name of the mapping").fill("Model Studio")
  await dialog.getByLabel("Provider").fill("qwen")
  await dialog.getByLabel("Numbers are written").selectOption("1.234,56")
  await dialog.getByRole("button", { name: "Save mapping" }).press("Enter")
  await expect(dialog.getByRole("status")).toContainText(`qwen: 1 day, ${DAY} to ${DAY}.`)
  await expect(dialog.getByRole("table", { name: "By model" })).toContainText("$12.50")
  await dialog.getByRole("button", { name: "Import bill" }).press("Enter")
  await expect(page.getByRole("table", { name: "Bills" })).toContainText("model-studio.csv")
  await page
    .getByRole("table", { name: "Bills" })
    .getByRole("link", { name: "model-studio.csv" })
    .press("Enter")
  await expect(page.getByRole("table", { name: "Lines of the bill" })).toContainText("qwen3-max")
})
