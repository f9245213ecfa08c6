import { expect, test } from "./fixtures"

/** A4 less the browser's margins of 10 mm, in CSS pixels. */
const WIDTH = Math.floor(((210 - 20) / 25.4) * 96)

test.beforeEach(async ({ signIn, send }) => {
  await signIn("owner")
  const usage = { input_uncached: 1_000_000, output: 10_000 }
  await send(
    [0, 1, 2].map((n) => ({
      id: `print-${n}`,
      provider: "openai",
      model: "gpt-4o-mini",
      team: ["Commerce", "Support", "Data"][n],
      feature: `a-feature-with-a-rather-long-name-${n}`,
      usage,
    })),
  )
})

for (const path of [
  "/",
  "/explore",
  "/events",
  "/change",
  "/prices",
  "/sources",
  "/settings",
  "/showback",
  "/reconcile",
  "/decide",
]) {
  test(`${path} is no wider than A4 on paper, and says whose it is`, async ({ page, tenant }) => {
    await page.goto(path)
    await page.setViewportSize({ width: WIDTH, height: 1_050 })
    await page.emulateMedia({ media: "print" })
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(WIDTH)
    await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden()
    await expect(page.getByText(`${tenant.name} · Tollgate`)).toBeVisible()
    const pdf = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1")
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)]
    expect(boxes.length).toBeGreaterThan(0)
    for (const [, width, height] of boxes) {
      expect(Number(width)).toBeCloseTo(595, -1)
      expect(Number(height)).toBeCloseTo(842, -1)
    }
  })
}
