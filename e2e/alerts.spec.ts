import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

test("a rule is previewed, added, muted, changed and deleted, by keyboard", async ({
  page,
  signIn,
  send,
  expectErrors,
}) => {
  expectErrors(/422/)
  await signIn("finance")
  const hour = 3_600_000
  const unpriced = (id: string, ago: number) => ({
    ...{ id, provider: "openai", model: "no-such-model", usage: { input_uncached: 10, output: 5 } },
    time: new Date(Date.now() - ago).toISOString(),
  })
  await send([unpriced("a", 0), unpriced("b", 100 * hour), unpriced("c", 200 * hour)])
  await page.goto("/alerts")
  await expect(page.getByText("Nothing alerts.")).toBeVisible()
  await expect(page.getByText(/^Nothing is watched/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "New rule" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "New rule" })
  await dialog.getByLabel("Name").fill("Prices that lack")
  await dialog.getByLabel("Watches").selectOption("Calls without a price")
  await dialog.getByRole("button", { name: "Preview" }).press("Enter")
  await expect(dialog.getByText("It would have alerted 3 times in the last 30 days.")).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel("Alert from, in calls of 24 hours").fill("0")
  await dialog.getByRole("button", { name: "Save" }).press("Enter")
  await expect(dialog.getByRole("alert")).toBeVisible()
  await dialog.getByLabel("Alert from, in calls of 24 hours").fill("1")
  await dialog.getByRole("button", { name: "Save" }).press("Enter")
  await expect(dialog).toBeHidden()
  const row = page.getByRole("row", { name: /Prices that lack/ }).last()
  await expect(async () => {
    await page.reload()
    await expect(page.getByText("1 alert is open.")).toBeVisible({ timeout: 1_000 })
    await expect(row).toContainText("1 call of the last 24 hours without a price.", { timeout: 1_000 })
  }).toPass()
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole("button", { name: "Acknowledge Prices that lack" }).press("Enter")
  await expect(page.getByText("1 is acknowledged.")).toBeVisible()
  await row.getByRole("button", { name: "Mute Prices that lack" }).press("Enter")
  const mute = page.getByRole("dialog", { name: "Mute Prices that lack" })
  await mute.getByLabel("Reason").fill("Prices come on Monday")
  await mute.getByRole("button", { name: "Mute" }).press("Enter")
  await expect(row).toContainText("Prices come on Monday")
  await row.getByRole("button", { name: "Unmute Prices that lack" }).press("Enter")
  await expect(row).not.toContainText("Prices come on Monday")
  await row.getByRole("button", { name: "Change Prices that lack" }).press("Enter")
  const change = page.getByRole("dialog", { name: "Change Prices that lack" })
  await change.getByLabel("Paused").check()
  await change.getByRole("button", { name: "Save" }).press("Enter")
  await expect(row).toContainText("paused")
  await page.getByRole("link", { name: "Prices that lack" }).first().click()
  await expect(page.getByRole("row", { name: /Acknowledged by/ })).toBeVisible()
  await expectAccessible(page)
  await page.goto("/alerts")
  await row.getByRole("button", { name: "Delete Prices that lack" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Delete rule" }).click()
  await expect(page.getByText(/^Nothing is watched/)).toBeVisible()
})

test("a viewer sees alerts and changes nothing", async ({ page, signIn, expectErrors }) => {
  expectErrors(/404/)
  await signIn("viewer")
  await page.goto("/alerts")
  await expect(page.getByText("Nothing alerts.")).toBeVisible()
  await expect(page.getByRole("button", { name: "New rule" })).toBeHidden()
  await page.goto("/alerts/999")
  await expect(page.getByText("There is no such alert.")).toBeVisible()
})
