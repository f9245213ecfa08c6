import type { Locator, Page } from "@playwright/test"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const now = new Date()
const day = (back: number) => localDate(addUnits(now, "day", -back, ZONE), ZONE)

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

/** Yesterday one feature cost far more than usual, on a larger model. */
const SPIKE: EventInput[] = [
  ...[1, 2, 3, 4].map((back) => call(`usual-${back}`, back)),
  ...[1, 2, 4].map((back) => call(`reply-${back}`, back, { feature: "replies", team: "Support" })),
  call("spike", 1, { feature: "replies", team: "Support", model: "gpt-4o", user: "a.ito" }),
  call("nobody", 2, { feature: undefined, team: undefined }),
  call("unknown", 2, { model: "no-such-model" }),
]

const table = (page: Page): Locator => page.getByRole("table", { name: /^Spend by/ })
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const exact = (links: Locator) =>
  links
    .getByTitle(/ USD$/)
    .evaluateAll((found) => found.map((link) => (link.getAttribute("title") ?? "").replace(" USD", "")))

test("rows, their parts and the total are what the API says, to the last digit", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  await send(SPIKE)
  await signIn()
  await page.goto("/explore?range=7d&group_by=feature,model")
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const answer = await request.get(`/api/v1/spend?from=${day(6)}&group_by=feature`, { headers })
  const { total, groups } = await answer.json()
  await expect(page.getByText(formatMoney(total.billed, "USD")).first()).toBeVisible()
  const [whole = "", ...rows] = (await exact(table(page))).reverse()
  expect(whole).toBe(total.billed)
  expect(sum(rows)).toBe(total.billed)
  for (const group of groups) {
    const name = group.key.feature ?? "Unattributed"
    await expect(
      table(page)
        .getByRole("row", { name: new RegExp(name) })
        .first()
        .getByTitle(`${group.billed} USD`),
    ).toBeVisible()
  }
  await page.getByRole("button", { name: "Parts of replies" }).click()
  const opened = (await exact(table(page))).reverse().slice(1)
  expect(opened.length).toBeGreaterThan(rows.length)
  expect(sum(opened)).toBe(
    sum([
      total.billed,
      groups.find((group: { key: { feature: string } }) => group.key.feature === "replies").billed,
    ]),
  )
})

test("yesterday's spike leads to its feature, its model, its event and the price of it", async ({
  page,
  signIn,
  send,
}) => {
  await send(SPIKE)
  await signIn()
  await page.goto("/explore?range=yesterday&group_by=feature")
  await table(page).getByRole("link", { name: "replies", exact: true }).click()
  await expect(page).toHaveURL(/filter=feature%3Dreplies/)
  await page.getByRole("button", { name: /^Group/ }).click()
  await page.getByRole("menuitemradio", { name: "Model", exact: true }).first().click()
  await expect(page).toHaveURL(/group_by=model/)
  const spike = table(page).getByRole("row", { name: /gpt-4o(?!-)/ })
  await spike.getByTitle(/ USD$/).click()
  await expect(page).toHaveURL(/\/events\?/)
  await page.getByRole("table", { name: "Events" }).getByRole("row").nth(1).getByRole("link").first().click()
  await expect(page).toHaveURL(/\/events\/evt_/)
  await expect(page.getByRole("heading", { name: /^Price/ })).toBeVisible()
})

test("the same by keyboard alone", async ({ page, signIn, send }) => {
  await send(SPIKE)
  await signIn()
  await page.goto("/explore?range=mtd&group_by=feature")
  const range = page.getByRole("button", { name: /^Range/ })
  await range.focus()
  await page.keyboard.press("ArrowLeft")
  await expect(page).toHaveURL(/range=last_month/)
  await page.goto("/explore?range=yesterday&group_by=feature")
  await table(page).getByRole("link", { name: "replies", exact: true }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/filter=feature%3Dreplies/)
  await page.getByRole("button", { name: /^Group/ }).focus()
  await page.keyboard.press("Enter")
  await page.getByRole("menuitemradio", { name: "Model", exact: true }).first().focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/group_by=model/)
  await table(page)
    .getByRole("row", { name: /gpt-4o(?!-)/ })
    .getByTitle(/ USD$/)
    .focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/events\?/)
})

test("metric, buckets, running total, comparison and order stand in the address", async ({
  page,
  signIn,
  send,
}) => {
  await send(SPIKE)
  await signIn()
  await page.goto("/explore?range=7d")
  await page.getByRole("button", { name: "Requests", exact: true }).first().click()
  await expect(page).toHaveURL(/metric=requests/)
  await page.getByRole("button", { name: "Running total" }).click()
  await expect(page).toHaveURL(/running=on/)
  await page.getByRole("button", { name: "View as table", exact: false }).click()
  await expect(page).toHaveURL(/as=table/)
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("menuitemradio", { name: "Per request" }).click()
  await expect(page).toHaveURL(/metric=per_request/)
  await expect(page).not.toHaveURL(/running/)
  await page.getByRole("button", { name: /^Compare/ }).click()
  await page.getByRole("dialog", { name: "Compare" }).getByLabel("From").fill(day(20))
  await page.getByRole("dialog", { name: "Compare" }).getByLabel("To and including").fill(day(10))
  await page.getByRole("button", { name: "Compare with these days" }).click()
  await expect(page).toHaveURL(new RegExp(`compare=${day(20)}\\.\\.`))
  await table(page)
    .getByRole("button", { name: /^Requests/ })
    .click()
  await table(page)
    .getByRole("button", { name: /^Team/ })
    .click({ modifiers: ["Shift"] })
  await expect(page).toHaveURL(/sort=-requests%2Cname/)
  await page.reload()
  await expect(table(page).getByRole("columnheader", { name: /Requests ↓1/ })).toBeVisible()
})

test("no barrier in either theme, no sideways scroll, and emptiness is explained", async ({
  page,
  signIn,
  send,
}) => {
  await signIn()
  await page.goto("/explore")
  await expect(page.getByText(/^No spend in/)).toBeVisible()
  await send(SPIKE)
  await page.goto("/explore?range=7d&group_by=feature,model")
  await expect(table(page)).toBeVisible()
  await page.getByRole("button", { name: "Columns" }).click()
  await expect(page.getByRole("menu")).toBeVisible()
  await expectAccessible(page)
  await page.goto("/explore?range=7d&metric=per_request&as=table")
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto("/explore?range=7d&group_by=feature,model")
  await expectNoSidewaysScroll(page)
})

test("what happened is marked on the chart and said below it", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  await send(SPIKE)
  const headers = { authorization: `Bearer ${tenant.ingestKey}` }
  const data = { kind: "deploy", entity: "replies", text: "version 2 went out.", time: `${day(1)}T09:00:00Z` }
  expect((await request.post("/api/v1/annotations", { headers, data })).status()).toBe(201)
  await signIn()
  await page.goto("/explore?range=7d")
  const list = page.getByRole("list", { name: "What happened" })
  await expect(list).toContainText("replies, version 2 went out.")
})

test("the cost per user counts each known user once", async ({ page, signIn, send }) => {
  await send(SPIKE)
  await signIn()
  await page.goto("/explore?range=7d&group_by=feature&metric=per_user")
  await expect(page.getByText(/^Over all \$/)).toBeVisible()
  await page.goto("/explore?range=7d&group_by=feature&metric=per_user&as=table")
  await expect(page.getByRole("columnheader", { name: "Over all" })).toBeVisible()
  await expectAccessible(page)
})
