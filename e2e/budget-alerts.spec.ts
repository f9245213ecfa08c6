import { Webhook } from "standardwebhooks"
import { type MailServer, startMailServer } from "@/lib/testing/mail-server"
import { type Receiver, startReceiver } from "@/lib/testing/receiver"
import { expect, expectAccessible, test } from "./fixtures"
import { type Installation, startInstallation } from "./installation"

let mail: MailServer
let receiver: Receiver
let own: Installation

test.beforeAll(async () => {
  test.setTimeout(240_000)
  mail = await startMailServer()
  receiver = await startReceiver()
  own = await startInstallation({
    ...{ SMTP_URL: mail.url, MAIL_FROM: "Tollgate <tollgate@example.com>" },
    OUTGOING_ALLOW: "127.0.0.1",
  })
})

test.afterAll(() => Promise.all([own?.stop(), mail?.close(), receiver?.close()]))

const DAY_MS = 86_400_000

function told() {
  return receiver.requests.map(({ body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: { title: string } }
    return `${type} ${data.title}`
  })
}

test("a budget with 80/100/forecast alerts fires, is told by webhook and mail, and is acknowledged", async ({
  page,
}) => {
  await page.goto(own.setupUrl)
  await page.getByLabel("Organisation").fill("Northwind")
  await page.getByLabel("Your name").fill("A. Ito")
  await page.getByLabel("E-mail address").fill("owner@example.com")
  await page.getByLabel("Password", { exact: true }).fill("only for tests, and long")
  await page.getByRole("button", { name: "Create organisation" }).click()
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()

  const call = async (method: string, path: string, data: object, key?: string) => {
    const headers = key ? { authorization: `Bearer ${key}` } : { origin: own.url }
    const answer = await page.request.fetch(`${own.url}/api/v1/${path}`, { method, data, headers })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }
  const form = { name: "app", environment: "live", source: "app", scopes: ["ingest", "backfill"] }
  const { key } = await call("POST", "keys", form)
  const { secret } = await call("POST", "endpoints", {
    name: "Hook",
    target: { kind: "webhook", url: receiver.url },
  })
  await call("POST", "endpoints", { name: "Mail", target: { kind: "email", address: "ops@example.com" } })
  const spend = (id: string, amount: string, days = 0) => ({
    ...{ id, provider: "openai", model: "gpt-4o-mini", route: "openrouter", usage: { output: 1 } },
    ...{ cost: { amount, currency: "USD" }, time: new Date(Date.now() - days * DAY_MS).toISOString() },
  })

  await page.goto(`${own.url}/budgets`)
  await page.getByRole("button", { name: "New budget" }).click()
  const dialog = page.getByRole("dialog", { name: "New budget" })
  await dialog.getByLabel("Name").fill("Everything")
  await dialog.getByLabel(/^Amount/).fill("5000")
  await dialog.getByLabel("Thresholds", { exact: true }).fill("80, 100")
  await dialog.getByLabel("Thresholds on the forecast").fill("40")
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  const stands = await (await page.request.get(`${own.url}/api/v1/budgets/everything`)).json()
  const { slug: _, increases, changed_at, changed_by, ...budget } = stands
  await call("PUT", "budgets/everything", { ...budget, notify: ["Hook", "Mail"] })

  const past = Array.from({ length: 20 }, (_, n) => spend(`past-${n}`, n % 2 ? "98" : "102", n + 1))
  await call("POST", "events", past, key)
  await expect.poll(told, { timeout: 60_000 }).toContain("alert.triggered Everything: forecast to reach 40%")
  await call("POST", "events", [spend("much", "4100")], key)
  await expect.poll(told, { timeout: 60_000 }).toContain("alert.triggered Everything: 80% spent")
  await call("POST", "events", [spend("more", "5000")], key)
  await expect.poll(told, { timeout: 60_000 }).toContain("alert.triggered Everything: 100% spent")
  expect(told()).toHaveLength(3)
  for (const { headers, body } of receiver.requests) {
    const signed = Object.entries(headers).map(([name, value]) => [name, String(value)])
    expect(() => new Webhook(secret).verify(body, Object.fromEntries(signed))).not.toThrow()
  }
  await expect.poll(() => mail.letters.length, { timeout: 60_000 }).toBe(3)
  expect(mail.letters.every(({ to }) => to.includes("ops@example.com"))).toBe(true)
  const letter = mail.letters.find(({ raw }) => raw.includes("Subject: Everything: 100% spent"))
  const link = /http:\/\/localhost:\d+\/alerts\/\d+/.exec(letter?.raw ?? "")?.[0] ?? ""

  await page.goto(`${own.url}/alerts`)
  await expect(page.getByText("3 alerts are open.")).toBeVisible()
  const now = page.getByRole("table", { name: "Alerting now" })
  await expect(now.getByRole("row")).toHaveCount(2)
  await expect(now.getByRole("rowheader")).toHaveText(
    /Everything: 100% spent\s*Levels\s*80%\s*100%\s*40% forecast/,
  )
  await expectAccessible(page)
  await page.goto(link)
  await expect(page.getByText("Everything: 100% spent")).toBeVisible()
  await expect(page.getByRole("row", { name: /Mail told/ })).toContainText("delivered")
  await page.getByRole("button", { name: "Acknowledge Everything: 100% spent" }).click()
  await expect(page.getByText("by owner@example.com").first()).toBeVisible()
  await expect.poll(told, { timeout: 60_000 }).toContain("alert.acknowledged Everything: 100% spent")
  await expectAccessible(page)
  await page.goto(`${own.url}/alerts`)
  await expect(page.getByText("2 alerts are open, 1 is acknowledged.")).toBeVisible()
  await expect(now.getByText("1 of 3 acknowledged")).toBeVisible()
  await page.getByRole("button", { name: "Acknowledge 2 levels of Everything" }).click()
  await expect(page.getByText("3 are acknowledged.")).toBeVisible()
  await now.getByRole("link", { name: "Everything: 80%", exact: true }).click()
  await expect(page.getByText("Everything: 80% spent")).toBeVisible()
  expect(mail.letters).toHaveLength(3)
})
