import type { EventInput } from "@/lib/sources/events-schema"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const MINUTE = 60_000

interface Stretch {
  name: string
  /** Minutes before now, the older first. */
  from: number
  to: number
  provider: string
  /** Of ten calls a minute. */
  failing?: number
  latency?: number
}

/** Ten calls a minute; those that fail time out, and half of them are answered by another provider. */
function calls({ name, from, to, provider, failing = 0, latency = 800 }: Stretch): EventInput[] {
  const events: EventInput[] = []
  for (let minute = from; minute > to; minute -= 1) {
    const time = new Date(Date.now() - minute * MINUTE).toISOString()
    for (let i = 0; i < 10; i += 1) {
      const id = `${name}-${minute}-${i}`
      const failed = i < failing
      const outcome: Partial<EventInput> = failed
        ? { status: "error", error: { http_status: 504 }, latency_ms: 30_000 }
        : { usage: { input_uncached: 1_000, output: 200 }, latency_ms: latency, ttft_ms: 200 }
      events.push({ id, time, provider, model: "m-1", feature: "search", request_id: id, ...outcome })
      if (failed && i % 2 === 0) {
        events.push({
          ...{ id: `${id}-b`, time, provider: "anthropic", model: "m-2", feature: "search", request_id: id },
          ...{ attempt: 2, usage: { input_uncached: 1_000, output: 200 }, latency_ms: 900 },
        })
      }
    }
  }
  return events
}

test("a provider's outage turns its strip red and lifts p95, and recovery closes the incident", async ({
  page,
  signIn,
  send,
}) => {
  test.setTimeout(150_000)
  await send(calls({ name: "calm", from: 180, to: 90, provider: "deepseek" }))
  await send(calls({ name: "other", from: 180, to: 150, provider: "openai" }))
  await signIn()
  await page.goto("/health")
  const answer = page.getByRole("region", { name: "How providers are now" })
  await expect(answer).toContainText("All 2 routes are within their limits.")
  const table = page.getByRole("table", { name: "Health by provider and route" })
  const row = table.getByRole("row", { name: /deepseek direct/ })
  await expect(row).toContainText("100%")

  await send(calls({ name: "down", from: 90, to: 60, provider: "deepseek", failing: 7 }))
  await expect(async () => {
    await page.reload()
    await expect(answer).toContainText(/deepseek direct has been failing since .*, mostly timeout\./)
  }).toPass({ timeout: 60_000 })
  await expect(answer).toContainText("The other 2 are within their limits.")
  // Of 1,110 calls 210 waited 30 seconds, told within 2 %.
  await expect(row).toContainText("29.8\u00a0s")
  const strip = page.getByRole("slider", { name: /^deepseek direct, 90 days/ })
  await expect(strip).toHaveAttribute("aria-valuetext", /Down: /)
  await strip.focus()
  await expect(page.getByRole("img", { name: /^Hours of/ })).toBeVisible()
  const incidents = page.getByRole("table", { name: "Incidents" })
  await expect(incidents).toContainText("open")
  await expect(incidents.getByRole("row").nth(1)).toContainText("210")
  await expect(page.getByRole("link", { name: "Failed events" })).toBeVisible()
  await expectAccessible(page)

  await send(calls({ name: "again", from: 60, to: 1, provider: "deepseek" }))
  await expect(async () => {
    await page.reload()
    await expect(answer).not.toContainText("has been failing")
  }).toPass({ timeout: 60_000 })
  await expect(incidents).not.toContainText("open")
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test("before the first call nothing is known, and nothing is green", async ({ page, signIn }) => {
  await signIn()
  await page.goto("/health")
  await expect(page.getByText(/^No calls in /).first()).toBeVisible()
  await expect(page.getByRole("slider")).toHaveCount(0)
  await expectAccessible(page)
})
