import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

test("a saved view becomes a report, by keyboard, and ends again; a viewer mails to themselves", async ({
  page,
  signIn,
  expectErrors,
}) => {
  expectErrors(/422/)
  await signIn("finance")
  await page.goto("/reports")
  await expect(page.getByText("Nothing is mailed.")).toBeVisible()
  await expect(page.getByText(/No mail is set up/)).toBeVisible()
  await page.getByRole("button", { name: "New report" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "New report" })
  await dialog.getByLabel("Name").fill("Models of the week")
  await dialog.getByLabel("View").selectOption("Explore, by model")
  await dialog.getByLabel("At", { exact: true }).selectOption("07:00")
  await dialog.getByLabel("To").fill("cfo@example.com, team@example.com")
  await dialog.getByLabel("With the table as CSV").check()
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Mail it" }).press("Enter")
  await expect(dialog).toBeHidden()
  const row = page.getByRole("row", { name: /Models of the week/ })
  await expect(row).toContainText("every Monday at 07:00")
  await expect(row).toContainText("cfo@example.com, team@example.com")
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await row.getByRole("button", { name: "Change Models of the week" }).press("Enter")
  const change = page.getByRole("dialog", { name: "Change Models of the week" })
  await expect(change.getByLabel("View")).toHaveValue("1")
  await change.getByLabel("When").selectOption("On the 2nd, for the month before")
  await change.getByLabel("To").fill("nobody")
  await change.getByRole("button", { name: "Change report" }).press("Enter")
  await expect(change.getByText("An e-mail address.")).toBeVisible()
  await expectAccessible(page)
  await change.getByLabel("To").fill("team@example.com")
  await change.getByRole("button", { name: "Change report" }).press("Enter")
  await expect(change).toBeHidden()
  await expect(row).toContainText("on the 2nd at 07:00")
  await expect(row).not.toContainText("cfo@example.com")
  await row.getByRole("button", { name: "End Models of the week" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "End report" }).click()
  await expect(page.getByText("Nothing is mailed.")).toBeVisible()
})

test("a viewer is offered their own address alone, and a link that is not whole says so", async ({
  page,
  signIn,
  expectErrors,
}) => {
  expectErrors(/422/)
  await signIn("viewer")
  await page.goto("/reports")
  await page.getByRole("button", { name: "New report" }).click()
  await expect(page.getByText(/^It is mailed to .*@/)).toBeVisible()
  await page.goto("/unsubscribe#token=nothing")
  await page.getByRole("button", { name: "Send me no more of these" }).click()
  await expect(page.getByText("This link is not whole: copy all of it from the letter.")).toBeVisible()
  await expectAccessible(page)
})

test("a view is mailed from its menu, and its form opens with it", async ({ page, signIn, baseURL }) => {
  await signIn("finance")
  const data = { name: "Models here", page: "/explore", query: "group_by=model", shared: false }
  const made = await page.request.post("/api/v1/views", { data, headers: { origin: baseURL ?? "" } })
  const { id } = await made.json()
  await page.goto(`/explore?group_by=model&view=${id}`)
  await page.getByRole("button", { name: "Models here" }).press("Enter")
  await page.getByRole("menuitem", { name: "Mail this view…" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "New report" })
  await expect(dialog.getByLabel("Name")).toHaveValue("Models here")
  await expect(dialog.getByLabel("View").locator("option:checked")).toHaveText("Models here")
  await dialog.getByRole("button", { name: "Mail it" }).press("Enter")
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(/\/reports$/)
  await expect(page.getByRole("row", { name: /Models here/ })).toContainText("every Monday at 08:00")
})
