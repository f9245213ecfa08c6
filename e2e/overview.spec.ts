import type { APIRequestContext, Locator, Page } from "@playwright/test"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatCount, formatMoney } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import type { SpendAnswer } from "@/lib/spend/schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"
import type { Tenant } from "./tenant"

const ZONE = "Europe/Berlin"
const now = new Date()
const day = (back: number) => localDate(addUnits(now, "day", -back, ZONE), ZONE)
const RANGE = "range=7d"

/** A call at noon, `back` days ago; its million and odd tokens cost parts of a cent. */
function call(id: string, back: number, more: Partial<EventInput> = {}): EventInput {
  return {
    id,
    time: `${day(back)}T11:00:00Z`,
    provider: "openai",
    model: "gpt-4o-mini",
    user: "j.weber",
    agent: "finder",
    feature: "search",
    team: "Commerce",
    usage: { input_uncached: 1_234_567 + 4_567 * back, cache_read: 100_000, output: 777 },
    ...more,
  }
}

const WEEK: EventInput[] = [
  ...[1, 2, 3].map((back) => call(`commerce-${back}`, back)),
  ...[1, 2, 4, 5].map((back) => call(`support-${back}`, back, { team: "Support", feature: "replies" })),
  call("gateway", 2, { team: "Support", user: "a.ito", route: "openrouter" }),
  call("nobody", 3, { team: undefined, user: undefined }),
  call("unknown", 2, { model: "no-such-model", feature: "labs" }),
  call("before", 9),
]

const table = (page: Page, name: string): Locator => page.getByRole("table", { name, exact: true })

async function cells(of: Locator, column: string): Promise<string[]> {
  const heads = await of.getByRole("columnheader").allTextContents()
  const at = heads.findIndex((head) => head.replace(/ [↓↑]$/, "") === column)
  expect(at, `${column} in ${heads.join(", ")}`).toBeGreaterThan(0)
  const rows = await of
    .getByRole("row")
    .filter({ has: of.page().getByRole("rowheader") })
    .all()
  const cell = (row: Locator) => row.getByRole("cell").nth(at - 1)
  return Promise.all(rows.map(async (row) => (await cell(row).textContent()) ?? ""))
}

const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const read = (text: string) => (text === "–" ? "0" : text.replace(/[$,+]/g, "").replace("\u2212", "-"))

async function spendOf(request: APIRequestContext, tenant: Tenant, query: string): Promise<SpendAnswer> {
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const answer = await request.get(`/api/v1/spend?from=${day(6)}&${query}`, { headers })
  expect(answer.status()).toBe(200)
  return answer.json()
}

test("what is printed adds up, and is what the API says to the last digit", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  await send(WEEK)
  await signIn()
  await page.goto(`/?${RANGE}`)
  const teams = table(page, "Spend by team")
  await expect(teams).toBeVisible()
  const answer = await spendOf(request, tenant, "group_by=team")
  const total = formatMoney(answer.total.billed, "USD")
  await expect(page.getByRole("definition").filter({ hasText: total }).first()).toBeVisible()

  const exact = await teams
    .getByTitle(/USD$/)
    .evaluateAll((links) => links.map((link) => link.getAttribute("title") ?? ""))
  const [last = "", ...rows] = exact.map((title) => title.replace(" USD", "")).reverse()
  expect(last).toBe(answer.total.billed)
  expect(sum(rows)).toBe(answer.total.billed)
  for (const group of answer.groups) {
    const row = teams.getByRole("row", { name: group.key.team ?? "Unattributed" })
    await expect(row.getByTitle(`${group.billed} USD`)).toBeVisible()
    await expect(row.getByRole("cell", { name: formatCount(group.requests), exact: true })).toBeVisible()
  }
  for (const name of ["team", "feature", "user", "agent", "model"]) {
    for (const column of ["Billed", "Change"]) {
      const [all = "", ...parts] = (await cells(table(page, `Spend by ${name}`), column)).map(read).reverse()
      expect(sum(parts), `${column} by ${name}`).toBe(formatDecimal(parseDecimal(all)))
      if (column === "Billed") expect(all).toBe(read(total))
    }
  }
  const shares = (await cells(teams, "Share")).map((text) => text.replace("%", ""))
  expect(sum(shares.slice(0, -1).map(read))).toBe("100")
  for (const column of ["direct", "openrouter", "Billed"]) {
    const routes = table(page, "Spend by provider and route")
    const [all = "", ...parts] = (await cells(routes, column)).map(read).reverse()
    expect(sum(parts), column).toBe(formatDecimal(parseDecimal(all)))
  }
})

test("what the figures do not hold is said above them", async ({ page, signIn, send }) => {
  await send(WEEK)
  await signIn()
  await page.goto(`/?${RANGE}`)
  const notices = page.getByRole("list", { name: "Needs attention" })
  await expect(
    notices.getByText("1 call of 1.3 M tokens has no known cost. It is not in the total."),
  ).toBeVisible()
  await expect(
    table(page, "Spend by team").getByRole("rowheader", { name: "Unpriced, 1 call" }),
  ).toBeVisible()
  await notices.getByRole("link", { name: "Show by model" }).click()
  const unknown = table(page, "Spend by model").getByRole("row", { name: /no-such-model/ })
  await expect(unknown).toContainText("1 call unpriced")
  await expect(unknown).not.toContainText("$0.00")
})

test("a row narrows the page and moves on, an amount leads to its events", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  await send(WEEK)
  await signIn()
  await page.goto(`/?${RANGE}`)
  await table(page, "Spend by team").getByRole("link", { name: "Support" }).click()
  await expect(page).toHaveURL(/[?&]filter=team%3DSupport/)
  await expect(page).toHaveURL(/group_by=feature/)
  await expect(page.getByRole("button", { name: "team is Support" })).toBeVisible()
  await expect(page.getByRole("heading", { name: "Spend per day by feature" })).toBeVisible()
  await expect(table(page, "Spend by feature").getByRole("rowheader", { name: "replies" })).toBeVisible()
  await page.getByRole("heading", { name: "Overview" }).click()
  await page.keyboard.press("Escape")
  await expect(page).not.toHaveURL(/filter=/)
  const { total, groups } = await spendOf(request, tenant, "group_by=feature")
  const amount = table(page, "Spend by feature")
    .getByRole("row", { name: /^Total/ })
    .getByRole("link")
  await expect(amount).toHaveAttribute("title", `${total.billed} USD`)
  expect(groups.length).toBeGreaterThan(2)
  await amount.click()
  const title = `${total.calls} events, ${formatMoney(total.billed, "USD")}`
  await expect(page.getByRole("heading", { name: title })).toBeVisible()
})

test("the chart is its data as well, in the address", async ({ page, signIn, send }) => {
  await send(WEEK)
  await signIn()
  await page.goto(`/?${RANGE}`)
  const chart = page.getByRole("figure", { name: /^Billed cost per day by team, .* most from Support/ })
  await expect(chart).toBeVisible()
  const legend = chart.getByRole("button", { name: "Commerce" })
  await legend.click()
  await expect(legend).toHaveAttribute("aria-pressed", "true")
  await legend.click()
  await page.getByRole("button", { name: "View as table" }).click()
  await expect(page).toHaveURL(/as=table/)
  const data = page.getByRole("region", { name: /^Billed cost per day by team/ }).getByRole("table")
  await expect(data.getByRole("row")).toHaveCount(9)
  const total = await table(page, "Spend by team")
    .getByRole("row", { name: /^Total/ })
    .getByRole("link")
    .textContent()
  await expect(data.getByRole("row", { name: /^Total/ })).toContainText(total ?? "")
  await page.getByRole("button", { name: "View as chart" }).click()
  await expect(chart).toBeVisible()
})

test("range, group and filters are chosen by keyboard and kept in the address", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  await send(WEEK)
  await signIn()
  await page.goto("/")
  await page.getByRole("button", { name: /^Range/ }).press("Enter")
  await page.getByRole("button", { name: "7 days" }).press("Enter")
  await expect(page).toHaveURL(/range=7d/)
  const group = page.getByRole("button", { name: /^Group/ })
  await group.press("Enter")
  // The menu moves the focus by itself, a moment after each key.
  await expect(page.getByRole("menu").locator(":focus")).toHaveCount(1)
  await page.keyboard.press("m")
  await expect(page.getByRole("menuitemradio", { name: "Model" })).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/group_by=model/)
  await page.getByRole("button", { name: "Add filter" }).press("Enter")
  await page.getByRole("combobox", { name: "Field" }).selectOption("feature")
  await page.getByRole("checkbox", { name: "replies" }).press("Space")
  await page
    .getByRole("dialog", { name: "Add filter" })
    .getByRole("button", { name: "Add filter" })
    .press("Enter")
  await expect(page).toHaveURL(/filter=feature(=|%3D)replies/)
  await expect(page.getByText("Only feature is replies")).toBeVisible()
  const address = page.url()
  await page.reload()
  await expect(page.getByRole("button", { name: "feature is replies" })).toBeVisible()
  expect(page.url()).toBe(address)
  await page.getByRole("button", { name: /^Range/ }).press("ArrowLeft")
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-\d{2}&to=/)
  await expect(page.getByText(/^No spend matches feature is replies in /)).toBeVisible()
  await page.getByRole("button", { name: "Clear filters" }).click()
  await expect(page).not.toHaveURL(/filter=/)
  await expect(table(page, "Spend by model").getByRole("row", { name: /^Total/ })).toBeVisible()
})

test("the theme is switched and kept", async ({ page, signIn }) => {
  await page.emulateMedia({ colorScheme: "light" })
  await signIn()
  await page.goto("/")
  await page.getByRole("button", { name: "Switch theme" }).click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await page.reload()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
})

test("without any event it says how to send one", async ({ page, signIn }) => {
  await signIn()
  await page.goto("/")
  await expect(page.getByText("No events yet. Send one and it shows here within 3 seconds.")).toBeVisible()
  await expect(page.getByRole("tab", { name: "curl" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Create a key" }).click()
  await expect(page).toHaveURL(/\/sources$/)
})

test("an address that means nothing says so and offers a way out", async ({ page, signIn, send }) => {
  await send(WEEK)
  await signIn()
  await page.goto("/?from=2026-03-02&to=2026-03-01")
  await expect(page.getByText("The range ends before it begins.")).toBeVisible()
  await page.getByRole("link", { name: "Month to date" }).click()
  await expect(page).toHaveURL(/\/$/)
  await page.goto(`/?${RANGE}&compare=never`)
  await expect(page.getByText("compare=never")).toBeVisible()
})

test("no barrier in either theme, and no sideways scroll on a phone", async ({ page, signIn, send }) => {
  test.slow()
  await send(WEEK)
  await signIn()
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`/?${RANGE}&filter=environment%3D`)
    await expect(table(page, "Spend by model").getByRole("row", { name: /^Total/ })).toBeVisible()
    await expect(page.getByRole("application").or(page.getByRole("img")).first()).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  }
})
