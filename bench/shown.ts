import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test"
import { findBrowser } from "@/scripts/browser"
import { type Figure, median, quantile } from "./figures"
import { EXPLORE } from "./screens"
import { signInAt } from "./session"

const ROUNDS = 10
const LOADS = 5
const LOADED = ["/", "/explore", "/events"]

async function contextOf(browser: Browser, url: string, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const cookies = cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=")
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url }
  })
  await context.addCookies(cookies)
  return context
}

/** From the moment a person chooses something to the frame that shows the answer, nothing loading any more. */
function msShown(page: Page, address: string): Promise<number> {
  return page.evaluate(async (to) => {
    const { next } = window as unknown as { next: { router: { push(to: string): void } } }
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const isLoading = () =>
      [...document.querySelectorAll("[role=status]")].some((each) =>
        /^Loading/.test(each.getAttribute("aria-label") ?? each.textContent ?? ""),
      )
    const start = performance.now()
    next.router.push(to)
    while (location.pathname + location.search !== to || isLoading()) {
      if (performance.now() - start > 20_000) return Number.POSITIVE_INFINITY
      await frame()
    }
    await frame()
    return performance.now() - start
  }, address)
}

/** Largest Contentful Paint of a first visit, nothing cached, when the page has come to rest. */
async function msToLargestPaint(browser: Browser, url: string, cookie: string, path: string) {
  const context = await contextOf(browser, url, cookie)
  const page = await context.newPage()
  await page.goto(`${url}${path}`, { waitUntil: "networkidle" })
  const ms = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        })
      }),
  )
  await context.close()
  return ms
}

async function stepsShown(browser: Browser, url: string, cookie: string): Promise<Map<string, number[]>> {
  const context = await contextOf(browser, url, cookie)
  const page = await context.newPage()
  await page.goto(`${url}/explore?range=7d`, { waitUntil: "networkidle" })
  const times = new Map<string, number[]>(Object.keys(EXPLORE).map((name) => [name, []]))
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, query] of Object.entries(EXPLORE)) {
      const ms = await msShown(page, `/explore?${query}`)
      if (round >= 0) times.get(name)?.push(ms)
    }
  }
  await context.close()
  return times
}

/** What a person waits for in a browser on this machine, server and drawing together. */
export async function shownFigures(
  { url }: { url: string },
  owner: { email: string; password: string },
  ledger: string,
): Promise<Figure[]> {
  const cookie = await signInAt(url, owner)
  const browser = await chromium.launch({ executablePath: findBrowser() })
  try {
    const figures: Figure[] = []
    for (const [name, times] of await stepsShown(browser, url, cookie)) {
      figures.push({
        name: `${ledger}: Explore shows ${name}, p95`,
        value: quantile(times, 0.95),
        unit: "ms",
        limit: { of: "value", most: 400 },
      })
    }
    for (const path of LOADED) {
      const loads: number[] = []
      for (let load = 0; load < LOADS; load += 1) {
        loads.push(await msToLargestPaint(browser, url, cookie, path))
      }
      figures.push({
        name: `${ledger}: largest contentful paint of ${path}, median of ${LOADS} first visits`,
        value: median(loads),
        unit: "ms",
        limit: { of: "value", most: 1_500 },
      })
    }
    return figures
  } finally {
    await browser.close()
  }
}
