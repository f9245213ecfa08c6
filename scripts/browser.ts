import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { chromium } from "@playwright/test"

const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/**
 * The browser for the browser tests: the system's Chromium, else the one Playwright downloaded, else
 * Debian's package where we may install it. Throws a sentence that says what to do.
 */
export function findBrowser(): string {
  const found = installed()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const
    process.stderr.write("Installing Chromium … ")
    spawnSync("apt-get", ["-qq", "update"], options)
    spawnSync("apt-get", ["-qq", "-y", "--no-install-recommends", "install", "chromium"], options)
    process.stderr.write(installed() === undefined ? "failed\n" : "done\n")
  }
  const now = installed()
  if (now !== undefined) return now
  throw new Error(
    'There is no browser for the browser tests: install your system\'s "chromium" package or run "npx playwright install chromium".',
  )
}

function installed(): string | undefined {
  return [...SYSTEM_BROWSERS, chromium.executablePath()].find((path) => path !== "" && existsSync(path))
}
