import { formatMoney } from "@/lib/money-format"
import type { EventInput } from "@/lib/sources/events-schema"
import type { SpendAnswer } from "@/lib/spend/schema"
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
    usage: { input_uncached: 4_234_567, cache_read: 1_000_000, output: 777_777 },
    ...more,
  }
}

const EVENTS: EventInput[] = [
  ...[1, 2, 3].map((back) => call(`commerce-${back}`, back)),
  call("failed", 2, { status: "error", error: { code: "rate_limit_exceeded", http_status: 429 } }),
  call("support", 2, { team: "Support", user: "a.ito", model: "gpt-4o", feature: "replies" }),
  call("nobody", 3, { team: undefined, user: undefined }),
]
const RANGE = `range=7d`

test.beforeEach(async ({ signIn, send }) => {
  await signIn("viewer")
  await send(EVENTS)
})

test("every kind of entity has a page whose total is the API's", async ({ page, request, tenant }) => {
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const entities = [
    ["team", "Commerce"],
    ["user", "a.ito"],
    ["agent", "finder"],
    ["feature", "replies"],
    ["model", "gpt-4o"],
    ["provider", "openai"],
    ["team", ""],
  ] as const
  for (const [dimension, value] of entities) {
    const filter = encodeURIComponent(`${dimension}=${value}`)
    const response = await request.get(`/api/v1/spend?from=${day(6)}&filter=${filter}`, { headers })
    const { total }: SpendAnswer = await response.json()
    await page.goto(`/entity/${dimension}?value=${value}&${RANGE}`)
    await expect(page.getByRole("heading", { level: 1, name: value || "Unattributed" })).toBeVisible()
    const by = dimension === "model" ? "feature" : "model"
    const table = page.getByRole("table", { name: `Spend by ${by}`, exact: true })
    const row = table.getByRole("row").last()
    await expect(row).toContainText(formatMoney(total.billed, "USD"))
  }
})

test("it says what the entity uses, what failed and what a call costs, in both themes", async ({ page }) => {
  await page.goto(`/entity/team?value=Commerce&${RANGE}`)
  await expect(page.getByText(/^1 of 4 calls failed \(25\.0%\)/)).toBeVisible()
  await expect(page.getByRole("region", { name: "Unit cost" }).getByText("Per call")).toBeVisible()
  for (const title of ["Models", "Providers", "Routes", "Features", "Agents", "Users", "API keys"]) {
    await expect(page.getByRole("region", { name: title, exact: true }).getByRole("table")).toBeVisible()
  }
  await expectAccessible(page)
})

test("by keyboard from Overview to the page of a team, on to one of its users, and to Explore with the same total", async ({
  page,
}) => {
  await page.goto(`/?${RANGE}`)
  const row = page
    .getByRole("table", { name: "Spend by team", exact: true })
    .getByRole("row", { name: /^Commerce/ })
  await row.getByRole("link", { name: "Own page" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { level: 1, name: "Commerce" })).toBeVisible()
  await expect(page).toHaveURL(/range=7d/)
  const users = page.getByRole("table", { name: "Spend by user", exact: true })
  await users
    .getByRole("row", { name: /^j\.weber/ })
    .getByRole("link", { name: "Own page" })
    .focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { level: 1, name: "j.weber" })).toBeVisible()
  await page.goBack()
  const models = page.getByRole("region", { name: "Models", exact: true })
  const total = await models.getByRole("row").last().getByRole("cell").nth(1).textContent()
  await models.getByRole("link", { name: "Explore by model" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { level: 1, name: "Explore" })).toBeVisible()
  await expect(page.getByRole("table", { name: "Spend by model" }).getByRole("row").last()).toContainText(
    total ?? "?",
  )
})

test("an entity without spend says so, and one of no known kind is not found", async ({
  page,
  expectErrors,
}) => {
  await page.goto(`/entity/team?value=Nobody&${RANGE}`)
  await expect(page.getByText(/^No spend matches team is Nobody/)).toBeVisible()
  await expectAccessible(page)
  expectErrors(/404/)
  const answer = await page.goto("/entity/session?value=s1")
  expect([200, 404]).toContain(answer?.status())
  await expect(page.getByRole("heading", { level: 1, name: /nothing at this address/ })).toBeVisible()
})

test("on a phone the page does not scroll sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/entity/team?value=Commerce&${RANGE}`)
  await expect(page.getByRole("region", { name: "Models", exact: true }).getByRole("table")).toBeVisible()
  await expectNoSidewaysScroll(page)
})
