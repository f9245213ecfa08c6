import type { Locator, Page } from "@playwright/test"
import type { EventInput } from "@/lib/sources/events-schema"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

// Noon of the organisation's day, so that a day's events stay within it whenever the test runs.
const NOON = new Date(`${new Date().toISOString().slice(0, 10)}T10:00:00Z`).getTime() - 86_400_000
const RANGE = "range=7d"

function call(id: string, seconds: number, more: Partial<EventInput> = {}): EventInput {
  return {
    id,
    time: new Date(NOON + seconds * 1_000).toISOString(),
    provider: "openai",
    model: "gpt-4o-mini",
    user: "j.weber",
    feature: "search",
    team: "Commerce",
    usage: { input_uncached: 1_000_000, output: 0 },
    ...more,
  }
}

const list = (page: Page): Locator => page.getByRole("table", { name: "Events", exact: true })
const rowsOf = (page: Page): Locator =>
  list(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader") })
const openEvent = (page: Page): Locator => page.getByRole("region", { name: /^Event evt_/ })

test("the list adds up with the totals, by value and after a filter", async ({ page, signIn, send }) => {
  await send([
    call("a", 1),
    call("b", 2, { user: "a.ito" }),
    call("c", 3, { model: "no-such-model" }),
    call("d", 4, { status: "error", error: { http_status: 429 }, usage: undefined }),
  ])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expect(page.getByRole("heading", { name: "4 events, $0.30" })).toBeVisible()
  await expect(
    page.getByText("1 call of 1 M tokens has no known cost. It is not in the total."),
  ).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(4)
  await expect(rowsOf(page).nth(0)).toContainText("rate limit")
  await expect(rowsOf(page).nth(1)).toContainText("Unpriced")
  await expect(rowsOf(page).nth(1)).toContainText("–")
  await rowsOf(page).nth(2).getByRole("link", { name: "a.ito" }).click()
  await expect(page.getByRole("heading", { name: "1 event, $0.15" })).toBeVisible()
  await expect(page.getByRole("button", { name: "user is a.ito" })).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("heading", { name: "4 events, $0.30" })).toBeVisible()
})

test("pages lead on and back, and stay while events arrive", async ({ page, signIn, send }) => {
  test.slow()
  await send(Array.from({ length: 120 }, (_, i) => call(`p${i}`, i)))
  await signIn()
  await page.goto(`/events?${RANGE}`)
  const times = async () => rowsOf(page).getByRole("rowheader").allTextContents()
  await expect(rowsOf(page)).toHaveCount(50)
  const first = await times()
  await page.getByRole("link", { name: "Older" }).click()
  await expect.poll(times).not.toEqual(first)
  const second = await times()
  await send([call("late", 500)])
  await page.reload()
  await expect.poll(times).toEqual(second)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(rowsOf(page)).toHaveCount(20)
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0)
  await page.getByRole("link", { name: "Newer" }).click()
  await expect.poll(times).toEqual(second)
  await page.getByRole("link", { name: "Newer" }).click()
  await expect.poll(times).toEqual(first)
  await page.getByRole("link", { name: "Newer" }).click()
  await expect(page.getByRole("link", { name: "Newer" })).toHaveCount(0)
  await expect(page.getByRole("heading", { name: "121 events, $18.15" })).toBeVisible()
})

test("an event opens beside the list, by pointer and by key, and closes again", async ({
  page,
  signIn,
  send,
}) => {
  await send(Array.from({ length: 8 }, (_, i) => call(`k${i}`, i, { user: `u${i}` })))
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await rowsOf(page).nth(2).getByRole("cell").last().click()
  await expect(page).toHaveURL(/\/events\/evt_\w+\?range=7d&cursor=/)
  await expect(openEvent(page).getByRole("link", { name: "u5" })).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(8)
  await expect(rowsOf(page).nth(2)).toHaveAttribute("aria-selected", "true")

  await rowsOf(page).nth(2).getByRole("link").first().focus()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  await expect(openEvent(page).getByRole("link", { name: "u4" })).toBeVisible()
  await expect(rowsOf(page).nth(3)).toHaveAttribute("aria-selected", "true")
  await openEvent(page).getByRole("link", { name: "Older" }).click()
  await expect(openEvent(page).getByRole("link", { name: "u3" })).toBeVisible()
  await openEvent(page).getByRole("link", { name: "Newer" }).click()
  await expect(openEvent(page).getByRole("link", { name: "u4" })).toBeVisible()

  await page.keyboard.press("Escape")
  await expect(openEvent(page)).toHaveCount(0)
  await expect(page).toHaveURL(/\/events\?range=7d/)
  await expect(rowsOf(page).nth(3).getByRole("link").first()).toBeFocused()
})

test("on a phone the open event is the page", async ({ page, signIn, send }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await send([call("m1", 1), call("m2", 2)])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expectNoSidewaysScroll(page)
  await rowsOf(page).first().getByRole("link").first().click()
  await expect(openEvent(page).getByRole("heading", { name: "Charges" })).toBeVisible()
  await expect(list(page)).toBeHidden()
  await expectNoSidewaysScroll(page)
  await openEvent(page).getByRole("link", { name: "Close" }).click()
  await expect(list(page)).toBeVisible()
})

const ITERATIONS = {
  id: "msg_01CdmZuePqiUbLgsWm6JMyp",
  type: "message",
  model: "claude-sonnet-4-5",
  usage: {
    input_tokens: 1_842,
    output_tokens: 1_316,
    cache_read_input_tokens: 61_440,
    cache_creation_input_tokens: 3_072,
    cache_creation: { ephemeral_5m_input_tokens: 3_072, ephemeral_1h_input_tokens: 0 },
    iterations: [
      { type: "compaction", input_tokens: 48_210, output_tokens: 1_104 },
      {
        type: "message",
        input_tokens: 1_842,
        output_tokens: 1_316,
        cache_read_input_tokens: 61_440,
        cache_creation_input_tokens: 3_072,
        cache_creation: { ephemeral_5m_input_tokens: 3_072, ephemeral_1h_input_tokens: 0 },
      },
    ],
  },
}

/** The last column of a charge's table, in whole 1e-8 of a dollar; rows that are not added have none. */
async function amounts(rows: Locator): Promise<number[]> {
  const texts = await rows.evaluateAll((all) => all.map((row) => row.lastElementChild?.textContent ?? ""))
  return texts.filter((text) => text.startsWith("$")).map((text) => Number(text.replace(/[$.,]/g, "")))
}

test("an event explains its amount: parts make charges and charges make the call", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  const failed = { status: "error", error: { http_status: 529, message: "Overloaded" } } as const
  const request = { request_id: "req_7f3e91", user: "j.weber", session: "s_4c1d" }
  const { usage: _, ...bare } = call("first", 0, { ...request, attempt: 1, latency_ms: 30_000, ...failed })
  await send([
    bare,
    {
      ...bare,
      ...request,
      id: "second",
      time: new Date(NOON + 31_000).toISOString(),
      attempt: 2,
      provider: "anthropic",
      model: "claude-sonnet-4-5",
      status: "ok",
      error: undefined,
      latency_ms: 9_400,
      ttft_ms: 880,
      response: ITERATIONS,
    },
  ])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expect(rowsOf(page).first()).toContainText("rescued")
  await rowsOf(page).first().getByRole("link").first().click()
  const event = openEvent(page)
  await expect(event.getByText(/Two charges: the answer and a compaction/)).toBeVisible()
  const tables = event.getByRole("region", { name: /^Charge / })
  await expect(tables).toHaveCount(2)
  let sum = 0
  for (const table of await tables.all()) {
    const all = await amounts(table.getByRole("row"))
    const charge = all.pop() ?? 0
    expect(all.reduce((a, b) => a + b, 0)).toBe(charge)
    sum += charge
  }
  const billed = await event.getByRole("definition").nth(3).textContent()
  expect(Number(billed?.replace(/[$.]/g, ""))).toBe(sum)
  const requestPart = event.getByRole("region", { name: "Request" })
  await expect(requestPart).toContainText("Rescued")
  await expect(requestPart).toContainText("overloaded after 30.0 s")
  await expect(requestPart).toContainText("9.4 s, first token 880 ms")
  await expect(requestPart).toContainText(`Request, both attempts${billed}`)
  await expect(event.getByRole("region", { name: "Price used" })).toContainText("anthropic/claude-sonnet-4-5")
  await expect(event.getByRole("region", { name: "Who reported it" })).toContainText(
    "money, tokens, attribution",
  )
  await expect(event.getByRole("figure", { name: "Raw payload" })).toContainText("ephemeral_5m_input_tokens")
  await expectAccessible(page)
  await event.getByRole("region", { name: "Attribution" }).getByRole("link", { name: "s_4c1d" }).click()
  await expect(page.getByRole("button", { name: "session is s_4c1d" })).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(2)
})

test("a corrected event says so and is in no total", async ({ page, signIn, send }) => {
  await send([call("wrong", 1), call("twice", 2), call("right", 3)])
  const reason = "A load test ran with the production key."
  await send([
    { type: "void", id: "twice-void", target_id: "twice", reason },
    {
      ...call("wrong-new", 1, { usage: { input_uncached: 2_000_000 } }),
      type: "replace",
      target_id: "wrong",
      reason,
    },
  ])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expect(page.getByRole("heading", { name: "2 events, $0.45" })).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(4)
  await expect(page.getByText("Struck amounts are void or replaced. They are in no total.")).toBeVisible()
  await rowsOf(page).filter({ hasText: "void" }).getByRole("link").first().click()
  await expect(openEvent(page)).toContainText(`${reason} It is in no total.`)
  await rowsOf(page).filter({ hasText: "replaced" }).getByRole("link").first().click()
  await openEvent(page).getByRole("link", { name: "Open the replacement" }).click()
  await expect(openEvent(page).getByText("$0.30000000").first()).toBeVisible()
})

for (const role of ["finance", "viewer"] as const) {
  test(`${role} sees the money and not the payload`, async ({ page, signIn, send }) => {
    await send([call("secret", 1, { tags: { note: "what the customer typed" } })])
    await signIn(role)
    await page.goto(`/events?${RANGE}`)
    await rowsOf(page).first().getByRole("link").first().click()
    const named = role === "finance" ? "Finance" : "Viewer"
    const sentence = `Your role, ${named}, cannot see payloads. Owners can grant it: A. Ito.`
    await expect(openEvent(page).getByText(sentence)).toBeVisible()
    await expect(openEvent(page).getByRole("figure", { name: "Raw payload" })).toHaveCount(0)
  })
}

test("emptiness, unknown events and foreign addresses say what is the matter", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  await signIn()
  await page.goto("/events")
  await expect(page.getByText("No events yet. Send one and it shows here within 3 seconds.")).toBeVisible()
  await expect(page.getByRole("tab", { name: "curl" })).toBeVisible()
  await expectAccessible(page)
  await send([call("one", 1)])
  await page.goto(`/events?${RANGE}&filter=feature%3Dcode-agent`)
  await expect(page.getByText(/No events match feature is code-agent in .+\./)).toBeVisible()
  await page.getByRole("button", { name: "Clear filters" }).click()
  await expect(page.getByRole("heading", { name: "1 event, $0.15" })).toBeVisible()
  await page.goto(`/events?${RANGE}&cursor=nonsense`)
  await expect(page.getByText("cursor is not one that this API gave out.")).toBeVisible()
  await page.goto(`/events/evt_0000000000000?${RANGE}`)
  await expect(page.getByText("No event evt_0000000000000 in this organisation.")).toBeVisible()
  await page.goto(`/events?${RANGE}&interval=fortnight`)
  await expect(
    page.getByText("Not understood and passed over in the address: interval=fortnight"),
  ).toBeVisible()
})

test("the list is accessible in both themes", async ({ page, signIn, send }) => {
  await send([call("x", 1), call("y", 2, { user: undefined, model: "no-such-model" })])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expect(rowsOf(page)).toHaveCount(2)
  await expectAccessible(page)
})

test("reports of a call that disagree are marked where they are listed", async ({ page, signIn, send }) => {
  const answer = (id: string, seconds: number, tokens: number) => ({
    ...call(id, seconds, { route: id === "proxy" ? "litellm" : "direct" }),
    usage: undefined,
    response: {
      ...{ id: "chatcmpl-CYPS1lijGoK8gd9lYzY3r9Sx50nbt", object: "chat.completion", model: "gpt-4o-mini" },
      usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens },
    },
  })
  await send([answer("app", 1, 1_000_000), answer("proxy", 2, 100_000)])
  await signIn()
  await page.goto(`/events?${RANGE}`)
  await expect(rowsOf(page)).toHaveCount(1)
  await rowsOf(page).first().getByRole("link").first().click()
  const reports = openEvent(page).getByRole("region", { name: "Who reported it" })
  await expect(reports.getByText("Reports disagree")).toBeVisible()
  await expect(reports.getByRole("row").filter({ hasText: "disagrees" })).toHaveCount(1)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})
