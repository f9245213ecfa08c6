import { defineConfig } from "@playwright/test"

const { BASE_URL, TOLLGATE_CHROMIUM } = process.env
if (!BASE_URL) throw new Error("The browser tests need a running server: use npm test -- e2e.")

export default defineConfig({
  testDir: "../e2e",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: BASE_URL,
    // Neither the browser's zone nor its language may decide a figure: the organisation's zone does.
    timezoneId: "Asia/Kathmandu",
    locale: "en-US",
    trace: "retain-on-failure",
    launchOptions: {
      ...(TOLLGATE_CHROMIUM ? { executablePath: TOLLGATE_CHROMIUM } : {}),
      // Chromium has no sandbox for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
})
