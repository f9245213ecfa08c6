import type { Page } from "@playwright/test"
import type { EventInput } from "@/lib/sources/events-schema"
import { PAGES } from "@/lib/testing/page-table"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const CALLS = Array.from(
  { length: 40 },
  (_, at): EventInput => ({
    id: `call-${at}`,
    time: new Date(Date.now() - at * 11 * 3_600_000).toISOString(),
    provider: at % 3 === 0 ? "anthropic" : "openai",
    model: ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "a-model-without-a-price"][at % 4] ?? "gpt-4o",
    user: `person-${at % 7}`,
    agent: ["finder", "drafter"][at % 2] ?? "finder",
    ...(at % 5 === 0
      ? {}
      : { feature: `feature-${at % 4}`, team: ["Commerce", "Support"][at % 2] ?? "Support" }),
    ...(at % 9 === 0
      ? { status: "error", error: { http_status: 529 } }
      : { usage: { input_uncached: 90_000 + at, output: 700 } }),
  }),
)

/** One of everything that is set up on a screen. */
async function setUp(page: Page, origin: string): Promise<void> {
  const put = async (method: string, path: string, data: object) => {
    const answer = await page.request.fetch(`/api/v1/${path}`, { method, data, headers: { origin } })
    expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true)
  }
  const when = ["team=", "agent=finder"]
  await put("PUT", "attribution", {
    rules: [1, 2].map((n) => ({ name: `Rule ${n}`, when, set: { team: "Search" } })),
  })
  await put("PUT", "shared-costs", { pools: [{ name: "Staging", when, split: "even", teams: [] }] })
  await put("POST", "names", { dimension: "user", value: "person-1", name: "Ana Lima" })
  await put("POST", "credits", {
    ...{ name: "Sign-up credit", scope: [], amount: "14", tokens: null },
    ...{ starts_at: "2026-01-01", expires_at: null },
  })
  await put("POST", "prices", {
    provider: "openai",
    models: ["gpt-4o"],
    from: "2026-01-01",
    percent: "-5",
    source: "Deal",
  })
  await put("POST", "reports", {
    name: "Weekly",
    page: "/",
    query: "",
    every: "week",
    recipients: ["a@example.com"],
  })
  await put("POST", "endpoints", { name: "Finance", target: { kind: "email", address: "cfo@example.com" } })
  await put("PUT", "alerts/rules/missing", {
    name: "Prices",
    condition: { kind: "unpriced" },
    notify: ["Finance"],
  })
  await put("PUT", "budgets/spent", { name: "Spent", period: "month", amount: "0.000001" })
  await put("POST", "invitations", { email: "new@example.com", role: "viewer", teams: null })
}

/** Everything a page fetches behind its frame is there. */
async function whole(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator("h1").first(), path).toBeVisible()
  await expect(page.getByRole("status", { name: /^Loading/ }), path).toHaveCount(0)
  await page.waitForLoadState("networkidle")
}

const inside = Object.entries(PAGES).filter(([, { allow }]) => allow !== "everybody")

// What another row of the table only opens has no fault of its own to find without it.
const empty = inside.filter(([name, { address = name }]) => address === name)
const PARTS = 4

for (const [kind, pages] of [
  ["full", inside],
  ["empty", empty],
] as const) {
  for (let part = 0; part < PARTS; part += 1) {
    test(`no page has a fault that axe finds, in either theme, nor scrolls sideways on a phone: ${kind}, part ${part + 1}`, async ({
      page,
      signIn,
      send,
      baseURL,
    }) => {
      test.setTimeout(300_000)
      await signIn()
      if (kind === "full") {
        await send(CALLS)
        await setUp(page, baseURL ?? "")
      }
      for (const [name, { address = name }] of pages.filter((_, at) => at % PARTS === part)) {
        await whole(page, address)
        await expectAccessible(page)
        await page.setViewportSize({ width: 390, height: 844 })
        await expectNoSidewaysScroll(page)
        await page.setViewportSize({ width: 1440, height: 900 })
      }
    })
  }
}

test("what is open to everybody has no fault that axe finds", async ({ page }) => {
  for (const [path] of Object.entries(PAGES).filter(([, { allow }]) => allow === "everybody")) {
    await page.goto(path)
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await page.setViewportSize({ width: 1440, height: 900 })
  }
})
