import type { Page } from "@playwright/test"
import type { EventInput } from "@/lib/sources/events-schema"
import { addUnits, localDate } from "@/lib/time"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const ZONE = "Europe/Berlin"
const yesterday = localDate(addUnits(new Date(), "day", -1, ZONE), ZONE)

/** A million tokens of a model that costs 0.15 dollars for them. */
const call = (id: string, more: Partial<EventInput>): EventInput => ({
  ...{ id, time: `${yesterday}T11:00:00Z`, provider: "openai", model: "gpt-4o-mini" },
  usage: { input_uncached: 1_000_000, output: 0 },
  ...more,
})

const CALLS = [
  ...[1, 2, 3].map((n) => call(`support-${n}`, { agent: "support-triage", feature: "replies" })),
  call("search", { team: "Search", agent: "finder", feature: "search" }),
  call("suport", { team: "suport", agent: "mailer", feature: "mail" }),
  call("staging", { team: "Search", environment: "staging" }),
]

const row = (page: Page, table: string, name: string | RegExp) =>
  page.getByRole("table", { name: table }).getByRole("row", { name })

test("a rule is previewed, holds for what was sent, and is taken away again", async ({
  page,
  signIn,
  send,
}) => {
  await send(CALLS)
  await signIn("finance")
  await page.goto("/attribution?range=7d")
  await page.getByRole("button", { name: /^Make a rule for/ }).click()
  const dialog = page.getByRole("dialog", { name: /^Make a rule for/ })
  await dialog.getByRole("button", { name: "Add a condition" }).click()
  await dialog.getByLabel("Field").last().selectOption("agent")
  await dialog.getByLabel("Condition", { exact: true }).last().selectOption("contains")
  await dialog.getByLabel("Values").last().fill("support")
  await dialog.getByLabel("Team", { exact: true }).fill("Support")
  await dialog.getByRole("button", { name: "Preview" }).click()
  await dialog.getByLabel("Preview over").selectOption("the last 12 months")
  await expect(
    dialog.getByText("Moves $0.45 of the last 12 months from Unattributed to Support."),
  ).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Put in force" }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, "Attribution rules", /agent contains support/)).toContainText("team Support")
  await page.goto("/explore?range=7d&group_by=team")
  await expect(page.getByRole("row", { name: /Support/ }).getByTitle("0.45 USD")).toBeVisible()
  await page.goto("/events?range=7d&filter=team%3DSupport")
  await page.getByRole("table").getByRole("row").nth(1).getByRole("link").first().click()
  await expect(page.getByText("sent as nothing")).toBeVisible()
  await page.goto("/attribution")
  await page.getByRole("button", { name: /^Remove Key/ }).click()
  const removal = page.getByRole("dialog", { name: /^Remove Key/ })
  await removal.getByLabel("Preview over").selectOption("the last 12 months")
  await expect(removal.getByText("from Support to Unattributed.")).toBeVisible()
  await removal.getByRole("button", { name: "Put in force" }).click()
  await expect(page.getByText("No rules: everything is charged to what its sender said.")).toBeVisible()
  await page.goto("/settings/audit")
  await expect(page.getByText(/Your role|can open/).first()).toBeVisible()
})

test("a misspelt team is merged with the right one, and old addresses go on working", async ({
  page,
  signIn,
  send,
  expectErrors,
}) => {
  expectErrors(/409/)
  await send([...CALLS, call("right", { team: "Support" })])
  await signIn("owner")
  await page.goto("/entity/team?value=suport&range=7d")
  await page.getByRole("button", { name: "Rename or merge" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "Rename suport" })
  await dialog.getByLabel("It is called").fill("Support")
  await dialog.getByRole("button", { name: "Rename" }).press("Enter")
  await expect(dialog.getByText(/There is a team "Support" already/)).toBeVisible()
  await dialog.getByLabel("Merge with the team of this name").check()
  await dialog.getByRole("button", { name: "Rename" }).press("Enter")
  await expect(page.getByRole("heading", { level: 1, name: "Support" })).toBeVisible()
  await expect(page.getByText("$0.30").first()).toBeVisible()
  await page.goto("/explore?range=7d&group_by=team&filter=team%3Dsuport")
  await expect(page.getByRole("row", { name: /Support/ }).getByTitle("0.3 USD")).toBeVisible()
  await page.goto("/attribution?range=7d")
  await row(page, "Given names", /suport/)
    .getByRole("button")
    .click()
  await page.getByRole("dialog").getByRole("button", { name: "Take the name back" }).click()
  await expect(page.getByText("None: everything is called what it was sent as.")).toBeVisible()
  await page.goto("/settings/audit")
  await expect(page.getByText("name.take_back").first()).toBeVisible()
})

test("a pool is parted among teams, and the rest that nobody bears is shown", async ({
  page,
  signIn,
  send,
  expectErrors,
}) => {
  expectErrors(/422/)
  await send(CALLS)
  await signIn("finance")
  await page.goto("/showback?range=7d")
  await expect(row(page, "What each team bears", /^Total/)).toContainText("$0.90")
  await page.getByRole("button", { name: "Add a pool" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "Add a pool" })
  await dialog.getByLabel("Name").fill("Nobody's")
  await dialog.getByLabel("Shared").selectOption("By fixed shares")
  await dialog.getByLabel("Among").fill("Search 70; Support 40")
  await dialog.getByRole("button", { name: "Save" }).press("Enter")
  await expect(dialog.getByText("The percentages are 110 %: 100 at most.")).toBeVisible()
  await dialog.getByLabel("Among").fill("Search 60; Support 30")
  await dialog.getByRole("button", { name: "Save" }).press("Enter")
  await expect(dialog).toBeHidden()
  await expect(row(page, "What each team bears", /^Not allocated/)).toBeVisible()
  const search = row(page, "What each team bears", /^Search/)
  for (const amount of ["0.3 USD", "0.27 USD", "0.57 USD"])
    await expect(search.getByTitle(amount)).toBeVisible()
  await expect(
    row(page, "What each team bears", /^Not allocated/)
      .getByTitle("0.045 USD")
      .first(),
  ).toBeVisible()
  await expect(row(page, "What each team bears", /^Total/)).toContainText("$0.90")
  await expect(row(page, "Shared costs", /Nobody's/)).toContainText("team is Unattributed")
  const download = page.waitForEvent("download")
  await page.getByRole("button", { name: "Export" }).click()
  await page.getByRole("menuitem", { name: "This table (CSV)", exact: true }).click()
  expect((await download).suggestedFilename()).toMatch(/^showback_.*\.csv$/)
})

test("a viewer reads and changes nothing; both pages fit a phone and hold no fault", async ({
  page,
  signIn,
  send,
}) => {
  await send(CALLS)
  await signIn("viewer")
  for (const path of ["/attribution?range=7d", "/showback?range=7d"]) {
    await page.goto(path)
    await expect(page.getByRole("row", { name: /Search|Total|API key/ }).first()).toBeVisible()
    await expect(page.getByRole("button", { name: /Add a|Make a rule/ })).toHaveCount(0)
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await page.setViewportSize({ width: 1440, height: 900 })
  }
})
