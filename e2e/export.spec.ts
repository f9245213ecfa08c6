import { readFile } from "node:fs/promises"
import type { Download, Page } from "@playwright/test"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import type { EventInput } from "@/lib/sources/events-schema"
import type { SpendAnswer } from "@/lib/spend/schema"
import { readCsv } from "@/lib/testing/csv-file"
import { addUnits, localDate, zonedStart } from "@/lib/time"
import { expect, expectAccessible, test } from "./fixtures"
import type { Tenant } from "./tenant"

const ZONE = "Europe/Berlin"
const month = zonedStart(new Date(), "month", ZONE)
const start = (back: number) => addUnits(month, "month", -back, ZONE)
const LAST = localDate(start(1), ZONE)
const END = localDate(addUnits(month, "day", -1, ZONE), ZONE)

/** A call at noon of a day of the month that was `back` months ago. */
function call(id: string, back: number, day: number, team: string | undefined, output: number): EventInput {
  return {
    id,
    time: `${localDate(addUnits(start(back), "day", day - 1, ZONE), ZONE)}T11:00:00Z`,
    provider: "openai",
    model: "gpt-4o-mini",
    ...(team ? { team } : {}),
    usage: { input_uncached: 1_234_567, cache_read: 1_001, output },
  }
}

const CALLS: EventInput[] = [
  call("a", 1, 3, "Commerce", 7_777),
  call("b", 1, 28, "Support, EU", 313),
  call("c", 1, 9, undefined, 55),
  call("d", 2, 3, "Commerce", 1_111),
  call("e", 2, 5, "=cmd()", 42),
]

const sum = (amounts: readonly (string | undefined)[]) =>
  formatDecimal(amounts.map((amount) => parseDecimal(amount || "0")).reduce(add, ZERO))

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8")
}

async function spendOf(page: Page, tenant: Tenant): Promise<SpendAnswer> {
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const to = localDate(month, ZONE)
  const answer = await page.request.get(`/api/v1/spend?from=${LAST}&to=${to}&group_by=team`, { headers })
  expect(answer.status()).toBe(200)
  return answer.json()
}

/** Amounts that the table on screen holds, to the last digit, the total last. */
async function onScreen(page: Page): Promise<string[]> {
  const table = page.getByRole("table", { name: "Spend by team", exact: true })
  await expect(table).toBeVisible()
  const titles = await table
    .getByTitle(/USD$/)
    .evaluateAll((links) => links.map((link) => link.getAttribute("title") ?? ""))
  return titles.map((title) => title.replace(" USD", ""))
}

async function expectSame(page: Page, tenant: Tenant, text: string): Promise<void> {
  const answer = await spendOf(page, tenant)
  const { rows, comments } = readCsv(text)
  const total = rows.at(-1)
  const groups = rows.slice(0, -1)
  expect(comments).toContain(`Zone: ${ZONE}`)
  expect(total).toMatchObject({ row: "total", billed: answer.total.billed })
  expect(sum(groups.map(({ billed }) => billed))).toBe(answer.total.billed)
  expect(sum(groups.map(({ billed_before }) => billed_before))).toBe(total?.billed_before)
  expect(groups.map(({ team }) => team).sort()).toEqual([
    "'=cmd()",
    "Commerce",
    "Support, EU",
    "Unattributed",
  ])
  const shown = await onScreen(page)
  expect(shown.at(-1)).toBe(answer.total.billed)
  expect(sum(shown.slice(0, -1))).toBe(answer.total.billed)
}

test("finance compares a month with the one before, by team, and takes it along as CSV", async ({
  page,
  signIn,
  send,
  tenant,
}) => {
  await send(CALLS)
  await signIn("finance")
  await page.goto("/")
  await page.getByRole("button", { name: /^Range/ }).click()
  await page
    .getByRole("dialog", { name: "Range" })
    .getByRole("button", { name: /last month/i })
    .click()
  await expect(page).toHaveURL(/range=last_month/)
  await onScreen(page)
  await page.getByRole("button", { name: "Export" }).click()
  const coming = page.waitForEvent("download")
  await page.getByRole("menuitem", { name: "This table (CSV)", exact: true }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe(`spend_by-team_${LAST}_${END}.csv`)
  await expectSame(page, tenant, await textOf(download))
})

test("the same by keyboard alone", async ({ page, signIn, send, tenant }) => {
  await send(CALLS)
  await signIn("finance")
  await page.goto("/?range=last_month")
  await onScreen(page)
  const button = page.getByRole("button", { name: "Export" })
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab")
    if (await button.evaluate((element) => element === document.activeElement)) break
  }
  await expect(button).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("menuitem", { name: "This table (CSV)", exact: true })).toBeFocused()
  const coming = page.waitForEvent("download")
  await page.keyboard.press("Enter")
  await expectSame(page, tenant, await textOf(await coming))
})

test("events and FOCUS hold the same money as the screen", async ({ page, signIn, send, tenant }) => {
  await send(CALLS)
  await signIn("viewer")
  await page.goto("/events?range=last_month")
  await expect(page.getByRole("row").nth(1)).toBeVisible()
  const answer = await spendOf(page, tenant)
  const columns = { "All events (CSV)": "billed", "FOCUS 1.2 (CSV)": "BilledCost" }
  for (const [name, column] of Object.entries(columns)) {
    await page.getByRole("button", { name: "Export" }).click()
    const coming = page.waitForEvent("download")
    await page.getByRole("menuitem", { name, exact: true }).click()
    const { rows } = readCsv(await textOf(await coming))
    expect(sum(rows.map((row) => row[column])), name).toBe(answer.total.billed)
  }
  await expectAccessible(page)
})
