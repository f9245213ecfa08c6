import type { EventInput } from "@/lib/sources/events-schema"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const DAY = 86_400_000

/** A call a day at this time of day, so that whole days are alike. */
function days(count: number): EventInput[] {
  return Array.from({ length: count }, (_, back) => ({
    id: `day-${back}`,
    time: new Date(Date.now() - back * DAY - 60_000).toISOString(),
    provider: "openai",
    model: "gpt-4o",
    feature: "search",
    team: "Discovery",
    usage: { input_uncached: 4_000_000, output: 100_000 },
  }))
}

test("the month's forecast stands on the Overview and in Explore as the API gives it", async ({
  page,
  signIn,
  send,
  request,
  tenant,
}) => {
  await send(days(33))
  const headers = { authorization: `Bearer ${tenant.readKey}` }
  const reply = await (await request.get("/api/v1/forecast", { headers })).json()
  expect(reply.reason).toBeNull()
  const middle = `$${Math.round(Number(reply.forecast.end.middle)).toLocaleString("en")}`
  await signIn()
  await page.goto("/")
  const figures = page.locator(".kpi-row")
  await expect(figures).toContainText(/Forecast for \w+/)
  await expect(figures).toContainText(middle)
  await expect(figures).toContainText(/to \$[\d,]+ \(80%\)/)
  await expectAccessible(page)
  await page.goto("/explore")
  await expect(page.getByText(/^Forecast for \w+ \$/)).toContainText(middle)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.goto("/?range=last_month")
  await expect(page.locator(".kpi-row")).not.toContainText("Forecast")
})

test("below fourteen days nothing is forecast, and it is said how many there are", async ({
  page,
  signIn,
  send,
}) => {
  await send(days(6))
  await signIn()
  await page.goto("/")
  await expect(page.locator(".kpi-row")).toContainText("5 of 14 days of spend so far")
  await page.goto("/anomalies")
  await expect(page.getByText("No hour cost far more than hours like it.")).toBeVisible()
  await expectAccessible(page)
})
