import type { Locator, Page } from "@playwright/test"
import { expect, expectAccessible, test } from "./fixtures"

/** Presses until something answers: the keys are fetched after the page. */
async function pressUntil(page: Page, keys: readonly string[], shown: Locator): Promise<void> {
  await expect(async () => {
    if (!(await shown.isVisible())) for (const key of keys) await page.keyboard.press(key)
    await expect(shown).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 60_000 })
}

test("keys lead between pages, set the range and the comparison", async ({ page, signIn }) => {
  await signIn("viewer")
  await page.goto("/")
  await pressUntil(page, ["g", "x"], page.getByRole("heading", { name: "Explore", level: 1 }))
  await page.keyboard.press("3")
  await expect(page).toHaveURL(/range=7d/)
  await page.keyboard.press("x")
  await expect(page).toHaveURL(/compare=none/)
  // The bar is made anew while the comparison goes: a press in that moment finds nothing to open.
  await pressUntil(page, ["/"], page.getByRole("dialog", { name: "Add filter" }))
})

test("the sheet shows the keys and switches single ones off", async ({ page, signIn }) => {
  await signIn("viewer")
  await page.goto("/explore")
  const sheet = page.getByRole("dialog", { name: "Keys" })
  await pressUntil(page, ["?"], sheet)
  await expect(sheet.getByText("Show the keys")).toBeVisible()
  await expectAccessible(page)
  await sheet.getByLabel("Single keys act").uncheck()
  await page.keyboard.press("Escape")
  await expect(sheet).toBeHidden()
  await page.keyboard.press("?")
  await page.keyboard.press("Control+k")
  await expect(page.getByRole("dialog", { name: "Go to or do" })).toBeVisible()
  await expect(sheet).toBeHidden()
})

test("the palette finds pages and teams by what is typed", async ({ page, signIn, send }) => {
  const usage = { input_uncached: 1_000, output: 10 }
  await send([{ id: "palette-1", provider: "openai", model: "gpt-4o-mini", team: "Harbour", usage }])
  await signIn("viewer")
  await page.goto("/")
  const palette = page.getByRole("dialog", { name: "Go to or do" })
  await pressUntil(page, ["Control+k"], palette)
  await expect(palette.getByRole("option", { name: /Explore/ })).toBeVisible()
  await expectAccessible(page)
  await palette.getByRole("combobox").fill("harb")
  await expect(palette.getByRole("option", { name: /Harbour/ })).toBeVisible()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "Harbour", level: 1 })).toBeVisible()
})
