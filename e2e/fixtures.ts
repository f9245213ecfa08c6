import AxeBuilder from "@axe-core/playwright"
import { test as base, expect, type Page } from "@playwright/test"
import type { Role } from "@/lib/auth/scope"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, type Tenant, type TenantOptions } from "./tenant"

interface Fixtures {
  tenantOptions: TenantOptions
  /** An organisation that no other test knows. */
  tenant: Tenant
  /** Signs the page's browser in as a new member of the tenant. */
  signIn: (role?: Role) => Promise<void>
  /** Sends events through the public API; every one must be taken unless `taken` says otherwise. */
  send: (events: EventInput[], taken?: number) => Promise<void>
  /** Fails the test when a page wrote an error to the console, unless it was told to expect that one. */
  expectErrors: (like: RegExp) => void
}

/** Waits until every control and row of the page answers: what is pressed before React has woken up is lost. */
export async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const controls = [...document.querySelectorAll("button, input, select, tr")]
    return controls.every((control) => Object.keys(control).some((key) => key.startsWith("__reactProps")))
  })
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const goto = page.goto.bind(page)
    const reload = page.reload.bind(page)
    page.goto = async (...to) => {
      const answer = await goto(...to)
      await awake(page)
      return answer
    }
    page.reload = async (...how) => {
      const answer = await reload(...how)
      await awake(page)
      return answer
    }
    await use(page)
  },
  tenantOptions: [{}, { option: true }],
  tenant: async ({ tenantOptions }, use) => use(await makeTenant(tenantOptions)),
  signIn: async ({ tenant, context, baseURL }, use) => {
    await use(async (role = "owner") => {
      await context.addCookies([{ ...(await tenant.session(role)), url: baseURL ?? "" }])
    })
  },
  send: async ({ tenant, request }, use) => {
    await use(async (events, taken = events.length) => {
      const headers = { authorization: `Bearer ${tenant.ingestKey}` }
      const answer = await request.post("/api/v1/events", { headers, data: events })
      const body = await answer.json()
      expect(body.accepted, JSON.stringify(body)).toBe(taken)
    })
  },
  expectErrors: [
    async ({ page }, use) => {
      const errors: string[] = []
      const expected: RegExp[] = []
      page.on("pageerror", (error) => errors.push(error.message))
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text())
      })
      await use((like) => expected.push(like))
      expect(errors.filter((error) => !expected.some((like) => like.test(error)))).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** No violation of WCAG 2.2 AA or of axe's best practices, in the light and in the dark theme. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
    expect(told, colorScheme).toEqual([])
  }
}

/** The page itself does not scroll sideways; a frame that was resized may take a moment to find that out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await expect.poll(beyond).toBeLessThanOrEqual(0)
}
