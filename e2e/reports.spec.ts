import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

test("a saved view becomes a report, by keyboard, and ends again; a viewer mails to themselves", async ({
  page,
  signIn,
}) => {
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
