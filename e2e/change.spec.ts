import type { Locator, Page } from "@playwright/test"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatMoney, formatMoneyChange } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import type { ChangeAnswer } from "@/lib/spend/schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const now = new Date()
const day = (back: number) => localDate(addUnits(now, "day", -back, ZONE), ZONE)
const PERIODS = `from=${day(6)}&to=${day(0)}&compare=previous`
/** What the page prints as cents must be that: amounts of dollars. */
const MUCH = 3_000_000

function call(id: string, back: number, more: Partial<EventInput> = {}): EventInput {
  return {
    id,
    time: `${day(back)}T11:00:00Z`,
    provider: "openai",
    model: "gpt-4o-mini",
    team: "Commerce",
    feature: "search",
    usage: { input_uncached: MUCH, cache_read: MUCH, output: 1_000_000 },
    ...more,
  }
}

const EVENTS: EventInput[] = [
  ...[7, 8, 9].map((back) => call(`commerce-${back}`, back)),
  ...[1, 2, 3, 4].map((back) =>
    call(`commerce-${back}`, back, {
      usage: { input_uncached: 7_111_111, cache_read: MUCH, output: 1_700_003 },
    }),
  ),
  call("support-8", 8, { team: "Support" }),
  call("support-2", 2, { team: "Support", model: "gpt-4o" }),
  call("left-8", 8, { team: "Sales" }),
  call("came-2", 2, { team: "Data" }),
  call("nobody-3", 3, { team: undefined }),
]

const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const read = (text: string) => text.replace(/[$,+]/g, "").replace("\u2212", "-")
const table = (page: Page): Locator => page.getByRole("table", { name: /^Change by/ })
const figure = (page: Page): Locator => page.getByRole("figure", { name: /^Spend (rose|fell)/ })

/** The printed cells of every row, the total last. */
async function rowsOf(page: Page): Promise<string[][]> {
  const rows = await table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader") })
    .all()
  return Promise.all(rows.map((row) => row.getByRole("cell").allTextContents()))
}

test.beforeEach(async ({ signIn, send }) => {
  await signIn("viewer")
  await send(EVENTS)
})

test("the parts sum to the difference: in the answer, along the bridge, along rows and down columns", async ({
  page,
  request,
  tenant,
}) => {
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const response = await request.get(`/api/v1/change?${PERIODS}`, { headers })
  expect(response.status()).toBe(200)
  const answer: ChangeAnswer = await response.json()
  expect(sum(Object.values(answer.causes))).toBe(answer.difference)
  expect(sum(answer.groups.map((group) => group.difference))).toBe(answer.difference)
  expect(answer.groups.find(({ key }) => key.team === "Data")?.causes.new).not.toBe("0")
  expect(answer.groups.find(({ key }) => key.team === "Sales")?.causes.gone).toMatch(/^-/)
  expect(answer.groups.find(({ key }) => key.team === "Support")?.causes.mix).not.toBe("0")

  await page.goto(`/change?${PERIODS}`)
  const steps = await figure(page).getByRole("listitem").all()
  const amounts = await Promise.all(
    steps.map(async (step) => read((await step.textContent())?.match(/[+\u2212]?\$[\d,.]+$/)?.[0] ?? "")),
  )
  expect(sum(amounts.slice(0, -1))).toBe(sum([amounts.at(-1) ?? ""]))
  expect(amounts.at(-1)).toBe(read(formatMoney(answer.after, "USD")))

  const rows = await rowsOf(page)
  const total = rows.at(-1) ?? []
  expect(total[0]).toBe(formatMoney(answer.after, "USD"))
  expect(total[1]).toBe(formatMoneyChange(answer.difference, "USD"))
  for (const row of rows) expect(sum(row.slice(3).map(read)), row.join(" ")).toBe(sum([read(row[1] ?? "")]))
  for (const at of total.keys()) {
    if (at === 2) continue
    expect(sum(rows.slice(0, -1).map((row) => read(row[at] ?? ""))), `column ${at}`).toBe(
      sum([read(total[at] ?? "")]),
    )
  }
  await expectAccessible(page)
})

test("by keyboard: a row opens its own change, the bridge its data, and both stay in the address", async ({
  page,
}) => {
  await page.goto(`/change?${PERIODS}`)
  await page.getByRole("button", { name: /^View as table/ }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/as=table/)
  await expect(page.getByRole("table", { name: "Steps from one period to the other" })).toBeVisible()
  await expectAccessible(page)
  await table(page).getByRole("link", { name: "Support" }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/filter=team%3DSupport/)
  await expect(page).toHaveURL(/group_by=feature/)
  await expect(page.getByRole("table", { name: "Change by feature and cause" })).toBeVisible()
})

test("a cell leads to the figure that moved, a name to its own page, Overview to why", async ({ page }) => {
  await page.goto(`/change?${PERIODS}`)
  const support = table(page).getByRole("row", { name: /^Support/ })
  await support.getByRole("link", { name: "Own page" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "Support" })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`from=${day(6)}`))
  await page.goBack()
  await figure(page).getByRole("link", { name: "Model mix" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "Explore" })).toBeVisible()
  await expect(page).toHaveURL(/group_by=model/)
  await page.goto(`/?${PERIODS}`)
  await page.getByRole("link", { name: /^Why\?/ }).click()
  await expect(page.getByRole("heading", { level: 1, name: "Why it changed" })).toBeVisible()
  await expect(figure(page)).toBeVisible()
})

test("without a comparison, and where nothing matches, the page says so", async ({ page }) => {
  await page.goto(`/change?from=${day(6)}&to=${day(0)}&compare=none`)
  await expect(page.getByText("Nothing to compare with")).toBeVisible()
  await page.getByRole("link", { name: "Compare with before" }).click()
  await expect(figure(page)).toBeVisible()
  await page.goto(`/change?${PERIODS}&filter=team%3Dnobody-at-all`)
  await expect(page.getByText(/^No spend matches team is nobody-at-all/)).toBeVisible()
  await expectAccessible(page)
})

test("on a phone the page does not scroll sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/change?${PERIODS}`)
  await expect(figure(page)).toBeVisible()
  await expectNoSidewaysScroll(page)
})
