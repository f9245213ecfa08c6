import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { APIRequestContext, Page } from "@playwright/test"
import type { EventInput } from "@/lib/sources/events-schema"
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures"

const DAY = 86_400_000

/** Forty days of two teams and three users, and a call that nobody knows the cost of. */
const CALLS = [
  ...Array.from(
    { length: 160 },
    (_, at): EventInput => ({
      id: `call-${at}`,
      time: new Date(Date.now() - (at % 40) * DAY - 60_000).toISOString(),
      provider: "openai",
      model: "gpt-4o",
      team: at % 2 === 0 ? "Commerce" : "Support",
      user: ["ann", "bob", "cem"][at % 3] ?? "ann",
      usage: { input_uncached: 100_000 + at, output: 1_000 },
    }),
  ),
  {
    id: "unpriced",
    time: new Date(Date.now() - 60_000).toISOString(),
    provider: "openai",
    model: "nobody-knows",
    team: "Commerce",
    usage: { input_uncached: 1_900, output: 100 },
  },
]

const rowOf = (page: Page, name: RegExp) =>
  page.getByRole("table", { name: "Budgets" }).getByRole("row", { name })

async function put(request: APIRequestContext, origin: string, slug: string, data: object): Promise<void> {
  const body = { period: "month", thresholds: [50, 80, 100], ...data }
  const answer = await request.put(`/api/v1/budgets/${slug}`, { data: body, headers: { origin } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

async function keyOf(page: Page, origin: string, scope: string): Promise<string> {
  const data = { name: scope, environment: "live", scopes: [scope] }
  return (await (await page.request.post("/api/v1/keys", { data, headers: { origin } })).json()).key
}

test("a budget is made, drawn as far as it is forecast, lifted for a while, and changed", async ({
  page,
  signIn,
  send,
}) => {
  test.slow()
  await send(CALLS)
  await signIn()
  await page.goto("/budgets")
  await expect(page.getByText("No budgets yet.")).toBeVisible()
  await page.getByRole("button", { name: "New budget" }).press("Enter")
  const dialog = page.getByRole("dialog", { name: "New budget" })
  await dialog.getByLabel("Name").fill("Commerce")
  await dialog.getByRole("button", { name: "Add a condition" }).click()
  await dialog.getByLabel("Field").selectOption("Team")
  await dialog.getByLabel("Values").fill("Commerce")
  await dialog.getByLabel("Amount in USD").fill("5000")
  await dialog.getByLabel("Period").selectOption("A day")
  await expect(dialog.getByLabel("Thresholds on the forecast")).toHaveCount(0)
  await dialog.getByLabel("Period").selectOption("A month")
  await dialog.getByLabel("Thresholds on the forecast").fill("100")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Save" }).press("Enter")
  await expect(dialog).toBeHidden()
  await expect(page.getByText("The budget is within its limit.")).toBeVisible()
  await expect(rowOf(page, /^Commerce team is Commerce/)).toContainText("$5,000 a month")
  const chart = page.getByRole("figure", { name: /^Commerce: \$[\d.]+ spent, limit \$5,000/ })
  await expect(chart).toBeVisible()
  await expect(page.getByText(/^weekdays .*, off by/)).toBeVisible()
  await expect(page.getByText("1 call, 2 k tokens, in no amount here.")).toBeVisible()
  await expect(page.getByText("Nobody asked.")).toBeVisible()
  await expectAccessible(page)

  await page.getByRole("button", { name: "Increase Commerce" }).press("Enter")
  const lift = page.getByRole("dialog", { name: "Increase Commerce" })
  await lift.getByLabel("Amount in USD").fill("1,000")
  await lift.getByLabel("Why").fill("Launch week")
  await expectAccessible(page)
  await lift.getByRole("button", { name: "Increase limit" }).press("Enter")
  await expect(rowOf(page, /^Commerce/)).toContainText("$6,000 a month")
  await expect(page.getByRole("list", { name: "Increases of Commerce" })).toContainText("+$1,000.00")
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole("button", { name: "End the increase: Launch week" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "End increase" }).click()
  await expect(rowOf(page, /^Commerce/)).toContainText("$5,000 a month")

  await page.getByRole("link", { name: "View as table" }).click()
  await expect(page.getByRole("region", { name: /^Commerce: / })).toContainText("Straight line")
  await expect(page).toHaveURL(/budget=commerce&as=table/)
  await page.getByRole("button", { name: "Change Commerce" }).press("Enter")
  const change = page.getByRole("dialog", { name: "Change Commerce" })
  await change.getByLabel("Amount in USD").fill("0.5")
  await change.getByRole("button", { name: "Save" }).press("Enter")
  await expect(change).toBeHidden()
  await expect(page.getByText("Over the limit: Commerce.")).toBeVisible()
  await expect(rowOf(page, /^Commerce/)).toContainText("over the limit")
  await expectAccessible(page)
  await page.getByRole("main").getByRole("link", { name: "Explore" }).click()
  await expect(page).toHaveURL(/\/explore\?.*filter=team%3DCommerce/)
})

test("a fan-out shows who of it spent, and the page says how programs were answered", async ({
  page,
  signIn,
  send,
  baseURL,
}) => {
  test.slow()
  const origin = baseURL ?? ""
  await send(CALLS)
  await signIn()
  await put(page.request, origin, "all", { name: "All spend", amount: "9000" })
  await put(page.request, origin, "each", {
    ...{ name: "Each user", each: "user", amount: "0.01", on_exceed: "deny" },
  })
  await page.goto("/budgets?budget=each")
  await expect(rowOf(page, /^Each user all spend, 4 users/)).toContainText("3 of 4 over 100%")
  const entities = page.getByRole("table", { name: "Entities" })
  await expect(entities.getByRole("row", { name: /^ann/ })).toContainText("over the limit")
  await expect(entities.getByRole("row", { name: /^Total/ })).toBeVisible()
  const key = await keyOf(page, origin, "authorize")
  for (const user of ["ann", "dora"]) {
    const answer = await page.request.post("/api/v1/budgets/authorize", {
      data: { user, estimate: { amount: "0.001", currency: "USD" } },
      headers: { authorization: `Bearer ${key}` },
    })
    expect((await answer.json()).decision).toBe(user === "ann" ? "deny" : "allow")
  }
  await expect(async () => {
    await page.reload()
    await expect(page.getByText("Held now")).toBeVisible({ timeout: 2_000 })
    await expect(page.getByText("95% answered within")).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(page.getByText("1 open reservation")).toBeVisible()
  await expectAccessible(page)
  await entities.getByRole("link", { name: "ann" }).click()
  await expect(page.getByRole("heading", { name: "ann", level: 1 })).toBeVisible()
})

/** What the page's menu of downloads gives. */
async function exportOf(page: Page, name: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download")
  await page.getByRole("button", { name: "Export" }).click()
  await page.getByRole("menuitem", { name }).click()
  const download = await coming
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") }
}

interface Ran {
  code: number
  out: string
}

/** The command as people run it, with a key of its own. */
function budgets(key: string, ...args: string[]): Promise<Ran> {
  const env = { ...process.env, NODE_OPTIONS: "", TOLLGATE_KEY: key, NO_COLOR: "1" }
  return new Promise((done) => {
    execFile(process.execPath, ["scripts/run.mjs", "budgets", ...args], { env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : 0, out: stdout + stderr }),
    )
  })
}

test("a file of budgets is compared, applied once, and refused with its lines", async ({
  page,
  signIn,
  baseURL,
}) => {
  test.slow()
  const origin = baseURL ?? ""
  await signIn()
  await put(page.request, origin, "kept", { name: "Kept", amount: "1" })
  const key = await keyOf(page, origin, "admin")
  const folder = await mkdtemp(join(tmpdir(), "tollgate-e2e-"))
  const file = join(folder, "budgets.yaml")
  const text =
    "budgets:\n  search:\n    name: Search\n    scope: { feature: search }\n    period: week\n    amount: 12.50\n"
  try {
    await writeFile(file, text)
    const where = ["--file", file, "--url", origin]
    expect(await budgets(key, "diff", ...where)).toMatchObject({ code: 2 })
    const applied = await budgets(key, "apply", ...where)
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining("+ search\n1 new, 0 changed") })
    expect(applied.out).toContain("Not in the file, left as they are: kept")
    expect(await budgets(key, "diff", ...where)).toMatchObject({ code: 0 })
    await writeFile(file, text.replace("12.50", "15"))
    const changed = await budgets(key, "diff", ...where)
    expect(changed).toMatchObject({ code: 2, out: expect.stringContaining("~ search: amount 12.5 → 15") })
    await writeFile(file, text.replace("period", "perod"))
    const refused = await budgets(key, "apply", ...where)
    expect(refused.code).toBe(1)
    expect(refused.out).toContain(`${file}:5: "perod" is not a field of a budget.`)
    await page.goto("/budgets?budget=search")
    await expect(rowOf(page, /^Search/)).toContainText("$12.50 a week")
    const exported = await budgets(key, "export", "--url", origin)
    const yaml = await exportOf(page, "As YAML")
    expect(yaml.name).toBe("budgets.yaml")
    expect(exported.out.startsWith(yaml.text)).toBe(true)
    const list = await exportOf(page, "This list (CSV)")
    expect(list.name).toBe("budgets.csv")
    expect(list.text.split("\r\n")).toHaveLength(4)
    expect(list.text).toContain("\r\nsearch,Search,feature=search,,week,")
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
