import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as z from "zod"
import { findBrowser } from "./browser"
import { runChecks } from "./check"
import { prepare } from "./prepare.mjs"
import { openPort, startServer } from "./start"

interface Tally {
  passed: number
  failed: number
}

const REPORTS = ".data/test"
const SHARED_FIXTURES = "../shared/fixtures"

/** In the order of what they cost: a slip shows early. */
const STAGES: Record<string, (rest: string[]) => Promise<Tally>> = {
  check: runChecks,
  unit: runVitest,
  fixtures: runSharedFixtures,
  e2e: runBrowserTests,
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

async function runVitest(rest: string[]): Promise<Tally> {
  const file = join(REPORTS, "vitest.json")
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`]
  const code = await run("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...rest])
  const report = readReport(file, vitestReport)
  if (report === null) return { passed: 0, failed: 1 }
  // A file that does not load has no tests to count.
  const broken = report.testResults.filter(
    (r) => r.status === "failed" && r.assertionResults.length === 0,
  ).length
  const failed = report.numFailedTests + broken
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

const fixtureReport = z.object({ passed: z.number(), failures: z.array(z.object({ id: z.string() })) })

/** Real payloads beside the checkout, where they are present, through the command that people use. */
async function runSharedFixtures(): Promise<Tally> {
  const checker = join(SHARED_FIXTURES, "check.mjs")
  if (!existsSync(checker)) return { passed: 0, failed: 0 }
  const file = join(REPORTS, "fixtures.json")
  const disputes = existsSync("docs/fixture-disputes.md")
    ? readFileSync("docs/fixture-disputes.md", "utf8")
    : ""
  await run(checker, [SHARED_FIXTURES, "npm run --silent explain", "--report", file])
  const report = readReport(file, fixtureReport)
  if (report === null) return { passed: 0, failed: 1 }
  return { passed: report.passed, failed: report.failures.filter(({ id }) => !disputes.includes(id)).length }
}

const browserReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
})

/** On the production build, against a server and a database of their own. */
async function runBrowserTests(rest: string[]): Promise<Tally> {
  if (!hasSpecs()) return { passed: 0, failed: 0 }
  const file = join(REPORTS, "playwright.json")
  const dataDir = mkdtempSync(join(tmpdir(), "tollgate-e2e-"))
  try {
    await prepare({ client: true, build: true })
    const browser = findBrowser()
    // Receivers of alerts that tests start stand on this machine.
    Object.assign(process.env, await signInProvider(), { OUTGOING_ALLOW: "127.0.0.1" })
    const server = await startServer({ port: 0, host: "127.0.0.1", dataDir, onNotice: tell, onLost: tell })
    try {
      const env = {
        ...server.env,
        BASE_URL: server.url,
        TOLLGATE_CHROMIUM: browser,
        PLAYWRIGHT_JSON_OUTPUT_NAME: join(process.cwd(), file),
        // Fixtures may use lib, whose server-only files refuse to load without it.
        NODE_OPTIONS: "--conditions=react-server",
      }
      const flags = ["test", "--config", ".config/playwright.config.ts", "--reporter=list,json", ...rest]
      await run("node_modules/@playwright/test/cli.js", flags, env)
    } finally {
      await server.stop()
    }
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const report = readReport(file, browserReport)
  if (report === null) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length }
}

/** Where a test may start a sign-in provider of its own; until then nobody answers there. */
async function signInProvider(): Promise<Record<string, string>> {
  return {
    OIDC_ISSUER: `http://127.0.0.1:${await openPort(0, "127.0.0.1")}`,
    OIDC_CLIENT_ID: "tollgate",
    OIDC_CLIENT_SECRET: randomBytes(24).toString("hex"),
    OIDC_NAME: "Example ID",
  }
}

function hasSpecs(): boolean {
  return (
    existsSync("e2e") &&
    readdirSync("e2e", { recursive: true }).some((name) => String(name).endsWith(".spec.ts"))
  )
}

function tell(said: string | Error): void {
  process.stdout.write(`${said instanceof Error ? said.message : said}\n`)
}

function run(script: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number | null> {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "inherit", "inherit"] })
  return new Promise((done, fail) => {
    child.once("error", fail)
    child.once("exit", done)
  })
}

function readReport<Report extends z.ZodType>(file: string, report: Report): z.output<Report> | null {
  return existsSync(file) ? report.parse(JSON.parse(readFileSync(file, "utf8"))) : null
}

/** `npm test` runs everything; `npm test -- unit lib/money` one stage with that tool's own arguments. */
async function main([only, ...rest]: string[]): Promise<void> {
  if (only !== undefined && !Object.hasOwn(STAGES, only)) {
    throw new Error(`There is no stage "${only}": use one of ${Object.keys(STAGES).join(", ")}.`)
  }
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  const total: Tally = { passed: 0, failed: 0 }
  for (const [name, stage] of Object.entries(STAGES)) {
    if (only !== undefined && only !== name) continue
    const { passed, failed } = await stage(rest)
    total.passed += passed
    total.failed += failed
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  process.exitCode = total.failed === 0 ? 0 : 1
}

await main(process.argv.slice(2))
