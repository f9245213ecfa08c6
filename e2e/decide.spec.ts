import type { Page } from "@playwright/test"
import type { Decision } from "@/lib/decision/schema"
import type { EventInput } from "@/lib/sources/events-schema"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const HOUR = 3_600_000

/** Calls spread over the closed days before today. */
function calls(count: number, more: Partial<EventInput>): EventInput[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${more.model}-${more.route ?? "direct"}-${at}`,
    time: new Date(Date.now() - 48 * HOUR - (at % 60) * 9 * HOUR).toISOString(),
    provider: "anthropic",
    usage: { input_uncached: 400_000 + at, output: 60_000 },
    feature: at % 2 === 0 ? "search" : "contracts",
    ...more,
  }))
}

const EVENTS = [
  ...calls(150, { model: "claude-sonnet-5" }),
  ...calls(150, { provider: "deepseek", model: "deepseek-v4-pro" }),
  ...calls(120, { provider: "deepseek", model: "deepseek-ai/DeepSeek-V4-Pro", route: "siliconflow" }),
]

async function answerOf(page: Page, search = ""): Promise<Decision> {
  const response = await page.request.get(`/api/v1/decision${search}`)
  expect(response.ok(), await response.text()).toBe(true)
  return response.json()
}

/** The cubes are what closed days are read from: they follow within seconds. */
async function waitForCalls(page: Page, count: number): Promise<void> {
  await expect.poll(async () => (await answerOf(page)).calls, { timeout: 20_000 }).toBe(count)
}

test("gateway or direct from own traffic: an assumption is changed, and the address says the same to another", async ({
  page,
  signIn,
  send,
}) => {
  await signIn("finance")
  await send(EVENTS)
  await waitForCalls(page, EVENTS.length)
  await page.goto("/decide")
  const before = await answerOf(page)
  await expect(page.getByText(before.sentence)).toBeVisible()
  const mixes = page.getByRole("table").first()
  await expect(mixes.getByRole("rowheader", { name: /Least-cost mix/ })).toBeVisible()
  await expect(mixes.getByRole("rowheader", { name: /As today/ })).toBeVisible()

  const hours = page
    .getByRole("region", { name: "All assumptions" })
    .getByRole("textbox", { name: "Hours to keep one direct provider" })
  await hours.fill("11")
  await hours.press("Enter")
  await expect(page).toHaveURL(/assume=direct_hours%3A11/)
  const after = await answerOf(page, "?assume=direct_hours:11")
  expect(after.sentence).not.toBe(before.sentence)
  await expect(page.getByText(after.sentence)).toBeVisible()

  const address = page.url()
  await page.goto("/")
  await page.goto(address)
  await expect(page.getByText(after.sentence)).toBeVisible()

  await page.setViewportSize({ width: 718, height: 1_050 })
  const paper = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1")
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  await page.setViewportSize({ width: 1_280, height: 800 })

  await page.getByRole("button", { name: "Save the change for everybody" }).click()
  await expect(page).not.toHaveURL(/assume/)
  await expect(page.getByText(after.sentence)).toBeVisible()
  expect((await answerOf(page)).assumptions.find(({ name }) => name === "direct_hours")).toMatchObject({
    ...{ value: "11", from: "organisation" },
  })
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})

test("a mix of one's own stands beside the cheapest, is kept as a view and leaves as a file", async ({
  page,
  signIn,
  send,
  baseURL,
}) => {
  await signIn("finance")
  await send(EVENTS)
  await waitForCalls(page, EVENTS.length)
  await page.goto("/decide")
  await page.getByText("Compare a mix of your own").click()
  await page.getByLabel("Anthropic").selectOption({ label: "OpenRouter" })
  await page.getByRole("button", { name: "Compare", exact: true }).click()
  await expect(page).toHaveURL(/mix=.*anthropic%3Aopenrouter/)
  await expect(page.getByRole("rowheader", { name: /Your own mix/ })).toBeVisible()

  await page.getByRole("button", { name: "Export" }).click()
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Mixes and routes (CSV)" }).click(),
  ])
  expect(file.suggestedFilename()).toBe("decision.csv")

  const created = await page.request.post("/api/v1/views", {
    headers: { origin: baseURL ?? "" },
    data: { name: "OpenRouter", page: "/decide", query: new URL(page.url()).search.slice(1), shared: false },
  })
  expect(created.ok(), await created.text()).toBe(true)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test("before any event was sent, typed volumes are answered", async ({ page, signIn }) => {
  await signIn("viewer")
  await page.goto("/decide")
  await expect(page.getByText("No calls in these days yet.", { exact: false })).toBeVisible()
  await page.getByRole("textbox", { name: "A reseller" }).fill("Cheap Tokens")
  await page.getByRole("textbox", { name: "at the providers' prices and" }).fill("-60")
  await page.getByRole("button", { name: "Decide" }).click()
  await expect(page).toHaveURL(/volume=anthropic/)
  await expect(page.getByText("Send everything through cheap-tokens", { exact: false })).toBeVisible()
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})
