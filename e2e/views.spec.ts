import { expect, expectAccessible, test } from "./fixtures"

test("a view is saved, changed, saved again, made home and deleted", async ({ page, signIn }) => {
  await signIn("engineer")
  await page.goto("/explore?group_by=feature")
  await page.getByRole("button", { name: "Views" }).click()
  await page.getByRole("menuitem", { name: "Save as…" }).click()
  const dialog = page.getByRole("dialog", { name: "Save as a view" })
  await dialog.getByLabel("Name").fill("Features by cost")
  await dialog.getByRole("button", { name: "Save view" }).click()
  await expect(page).toHaveURL(/\/explore\?group_by=feature&view=1$/)
  const menu = page.getByRole("button", { name: /^Features by cost/ })
  await expect(menu).toHaveAccessibleName("Features by cost")

  await page.goto("/explore?group_by=model&view=1")
  await expect(menu).toHaveAccessibleName(/changed since it was saved/)
  await menu.click()
  await page.getByRole("menuitem", { name: "Save changes" }).click()
  await expect(menu).toHaveAccessibleName("Features by cost")

  await menu.click()
  await page.getByRole("menuitem", { name: "Make it my home" }).click()
  await expect(page.getByText("This view is your home.")).toBeVisible()
  await page.goto("/home")
  await expect(page).toHaveURL(/\/explore\?group_by=model&view=1$/)
  await expectAccessible(page)

  await menu.click()
  await page.getByRole("menuitem", { name: "Delete…" }).click()
  await page.getByRole("button", { name: "Delete view" }).click()
  await expect(page.getByRole("button", { name: "Views" })).toBeVisible()
  await page.goto("/home")
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()
})

test("a viewer is offered no sharing", async ({ page, signIn }) => {
  await signIn("viewer")
  await page.goto("/events")
  await page.getByRole("button", { name: "Views" }).click()
  await page.getByRole("menuitem", { name: "Save as…" }).click()
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeVisible()
  await expect(page.getByLabel("Share it")).toHaveCount(0)
})
