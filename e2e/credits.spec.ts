import { formatDecimal, parseDecimal } from "@/lib/money"
import type { EventInput } from "@/lib/sources/events-schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const day = (back: number) => localDate(addUnits(new Date(), "day", -back, ZONE), ZONE)

function call(id: string, back: number): EventInput {
  const usage = { input_uncached: 2_000_000, output: 1_000_000 }
  return { id, time: `${day(back)}T11:00:00Z`, provider: "openai", model: "gpt-4o-mini", usage }
}

test("a credit is entered by keyboard, pays the calls it is for, and burns down", async ({
  page,
  signIn,
  send,
  request,
  tenant,
  expectErrors,
}) => {
  expectErrors(/422/)
  await send([call("a", 3), call("b", 2)])
  await signIn("finance")
  await page.goto("/prices/credits")
  const opener = page.getByRole("button", { name: "Add a credit" })
  await expect(opener).toBeEnabled()
  await opener.press("Enter")
  const dialog = page.getByRole("dialog", { name: "Add a credit" })
  await dialog.getByLabel("Name").fill("Sign-up credit")
  await dialog.getByLabel("Pays for").fill("provider=openai")
  await dialog.getByLabel("How much").fill("1")
  await dialog.getByLabel("Starts on").fill(day(5))
  await dialog.getByLabel("Expires on").fill(day(6))
  await dialog.getByRole("button", { name: "Add credit" }).press("Enter")
  await expect(dialog.getByText("It expires before it starts.")).toBeVisible()
  await dialog.getByLabel("Expires on").fill(day(-30))
  await dialog.getByRole("button", { name: "Add credit" }).press("Enter")
  await expect(dialog).toBeHidden()
  const table = page.getByRole("table", { name: "Credits" })
  await expect(table.getByRole("row", { name: /Sign-up credit/ })).toBeVisible()
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const billed = async () => {
    const answer = await request.get(`/api/v1/spend?from=${day(6)}`, { headers })
    const { total } = await answer.json()
    return formatDecimal(parseDecimal(total.list)) === "1.8" ? total.billed : "not there yet"
  }
  await expect.poll(billed, { timeout: 60_000 }).toBe("0.8")
  await page.reload()
  await expect(table.getByRole("row", { name: /Sign-up credit/ })).toContainText("Used up")
  await expect(page.getByRole("figure", { name: /^Sign-up credit: \$0\.00 of \$1\.00 left/ })).toBeVisible()
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test("who may not enter credits reads them", async ({ page, signIn }) => {
  await signIn("viewer")
  await page.goto("/prices/credits")
  await expect(page.getByText("No credits.")).toBeVisible()
  await expect(page.getByRole("button", { name: "Add a credit" })).toBeHidden()
})
