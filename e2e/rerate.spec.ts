import type { APIRequestContext, Locator, Page } from "@playwright/test"
import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const day = (back: number) => localDate(addUnits(new Date(), "day", -back, ZONE), ZONE)
/** The first of the month of the oldest call. */
const FIRST = `${day(3).slice(0, 8)}01`

function call(id: string, back: number, team: string | null): EventInput {
  const usage = { input_uncached: 2_000_000, output: 1_000_000 }
  const known = { provider: "openai", model: "gpt-4o-mini", usage }
  return { id, time: `${day(back)}T11:00:00Z`, ...known, ...(team ? { team } : {}) }
}

/** What the ledger billed, to the last digit. */
async function billed(request: APIRequestContext, readKey: string): Promise<string> {
  const headers = { authorization: `Bearer ${readKey}` }
  const answer = await request.get(`/api/v1/spend?from=${FIRST}`, { headers })
  return (await answer.json()).total.billed
}

const plus = (a: string, b: string) => formatDecimal(add(parseDecimal(a), parseDecimal(b)))

/** The exact difference of the whole, as the table of a preview states it. */
async function difference(page: Page): Promise<string> {
  const total = page.getByRole("table", { name: "By model" }).getByRole("row", { name: /^Total/ })
  const title = await total.getByRole("cell").nth(3).getAttribute("title")
  return title?.replace(" USD", "") ?? ""
}

async function applied(page: Page): Promise<void> {
  const rerate = page.getByRole("region", { name: /^Re-rate \d+$/ })
  await expect(rerate.getByText("Applied", { exact: true })).toBeVisible({ timeout: 30_000 })
}

async function seesSum(page: Page, sum: string): Promise<void> {
  const range = `range=${FIRST}..${day(0)}`
  await page.goto(`/explore?${range}&group_by=model`)
  await expect(page.getByRole("row", { name: /gpt-4o-mini/ }).getByTitle(`${sum} USD`)).toBeVisible()
  await page.goto(`/?${range}`)
  await expect(page.getByText(formatMoney(sum, "USD")).first()).toBeVisible()
}

test("a price negotiated from the 1st: added, previewed, applied, in the trail, and in every sum", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  test.slow()
  await send([call("a", 3, "Support"), call("b", 2, "Support"), call("c", 1, null)])
  await signIn("owner")
  const before = await billed(request, tenant.readKey)
  await page.goto("/prices")
  await page.getByRole("button", { name: "Add price" }).first().click()
  const dialog = page.getByRole("dialog", { name: "Add price" })
  await dialog.getByLabel("Provider or gateway").fill("openai")
  await dialog.getByLabel("Models").fill("gpt-4o-mini")
  await dialog.getByLabel("From").fill(FIRST)
  await dialog.getByLabel("Input", { exact: true }).fill("0.1")
  await dialog.getByLabel("Output", { exact: true }).fill("0.35")
  await dialog.getByLabel("Source").fill("Contract 7")
  await dialog.getByRole("button", { name: "Add price" }).click()
  await page.getByRole("link", { name: "Re-rate earlier calls" }).click()

  const form = page.getByRole("form", { name: "Preview a re-rate" })
  await expect(form.getByLabel("From")).toHaveValue(FIRST)
  await expect(form.getByLabel("Model")).toHaveValue("gpt-4o-mini")
  await form.getByRole("button", { name: "Preview" }).click()
  await expect(page.getByText("Nothing has moved yet.")).toBeVisible({ timeout: 30_000 })
  const teams = page.getByRole("table", { name: "By team" })
  await expect(teams.getByRole("row", { name: /^Support/ })).toContainText("2 of 2")
  await expect(teams.getByRole("row", { name: /^Unattributed/ })).toContainText("1 of 1")
  const moved = await difference(page)
  expect(moved).toMatch(/^-\d/)
  expect(await billed(request, tenant.readKey)).toBe(before)
  await expectAccessible(page)

  await page.getByRole("button", { name: "Apply" }).click()
  const question = page.getByRole("dialog", { name: /^Apply re-rate/ })
  await expect(question).toContainText(`Re-rate 3 calls: −${formatMoney(moved.slice(1), "USD")}`)
  await question.getByLabel("Reason").fill("Contract 7, from the 1st")
  await question.getByRole("button", { name: "Apply re-rate" }).click()
  await applied(page)
  const after = plus(before, moved)
  expect(await billed(request, tenant.readKey)).toBe(after)
  const journal = page.getByRole("table", { name: "Journal" })
  await expect(journal.getByRole("row", { name: /Contract 7, from the 1st/ })).toContainText("Applied")
  await seesSum(page, after)

  await page.goto("/settings/audit")
  await expect(page.getByText("rerate.applied").first()).toBeVisible()
  await page
    .getByRole("row", { name: /rerate\.apply / })
    .getByRole("link")
    .first()
    .click()
  await expect(page.getByText("Contract 7, from the 1st").first()).toBeVisible()

  await page.goto("/events?range=7d")
  const events = page.getByRole("table", { name: "Events", exact: true })
  await events.getByRole("rowheader").first().getByRole("link").click()
  const history = page.getByRole("region", { name: "Price history", exact: true })
  await expect(history).toContainText("Contract 7, from the 1st")
  await expectAccessible(page)
})

/** Moves to a control as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press("Tab")
  }
  throw new Error("The control is not reached by Tab.")
}

test("the same by keyboard alone, and a viewer only reads the journal", async ({
  page,
  signIn,
  send,
  request,
  tenant,
  context,
}) => {
  test.slow()
  await send([call("a", 3, "Support"), call("b", 1, null)])
  await signIn("finance")
  const before = await billed(request, tenant.readKey)
  await page.goto("/prices")
  await tabTo(page, page.getByRole("button", { name: "Add price" }).first())
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("dialog", { name: "Add price" })
  const type = async (field: Locator, text: string) => {
    await expect(field).toBeVisible()
    await tabTo(page, field)
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type(text)
  }
  await type(dialog.getByLabel("Provider or gateway"), "openai")
  await type(dialog.getByLabel("Models"), "gpt-4o-mini")
  await tabTo(page, dialog.getByLabel("From"))
  const [year = "", month = "", date = ""] = FIRST.split("-")
  await page.keyboard.type(`${month}${date}${year}`)
  await expect(dialog.getByLabel("From")).toHaveValue(FIRST)
  await type(dialog.getByLabel("Input", { exact: true }), "0.1")
  await type(dialog.getByLabel("Output", { exact: true }), "0.35")
  await type(dialog.getByLabel("Source"), "Contract 7")
  await page.keyboard.press("Enter")
  const link = page.getByRole("link", { name: "Re-rate earlier calls" })
  await expect(link).toBeVisible()
  await tabTo(page, link)
  await page.keyboard.press("Enter")
  const preview = page.getByRole("button", { name: "Preview" })
  await expect(preview).toBeVisible()
  await tabTo(page, preview)
  await page.keyboard.press("Enter")
  await expect(page.getByText("Nothing has moved yet.")).toBeVisible({ timeout: 30_000 })
  const moved = await difference(page)
  await tabTo(page, page.getByRole("button", { name: "Apply" }))
  await page.keyboard.press("Enter")
  const question = page.getByRole("dialog", { name: /^Apply re-rate/ })
  await type(question.getByLabel("Reason"), "By keyboard")
  await page.keyboard.press("Enter")
  await applied(page)
  const after = plus(before, moved)
  expect(await billed(request, tenant.readKey)).toBe(after)
  await seesSum(page, after)

  await context.clearCookies()
  await signIn("viewer")
  await page.goto("/prices/rerate?id=1")
  await expect(page.getByRole("table", { name: "Journal" })).toContainText("By keyboard")
  await expect(page.getByRole("button", { name: /Preview|Apply|Stop/ })).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})
