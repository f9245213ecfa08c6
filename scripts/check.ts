import { spawn } from "node:child_process"
import { checkLayers } from "./check-layers"
import { checkPages } from "./check-pages"
import { type Finding, readSources } from "./check-sources"
import { checkSql } from "./check-sql"
import { checkStructure } from "./check-structure"

interface Check {
  name: string
  /** What is wrong, as text to print; empty when all is well. */
  run: () => Promise<string>
}

const CHECKS: Check[] = [
  {
    name: "format and lint",
    run: () => tool("biome", ["check", "--error-on-warnings", "--colors=off", "."]),
  },
  { name: "types", run: checkTypes },
  { name: "layers", run: async () => told(checkLayers(readSources(process.cwd()))) },
  { name: "structure", run: checkPlaces },
  { name: "sql", run: async () => told(checkSql(readSources(process.cwd()))) },
  { name: "dead code", run: () => tool("knip", ["--config", ".config/knip.json", "--no-progress"]) },
]

/** Runs every static check at once, prints a line for each in order, and tells how many passed and failed. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  let failed = 0
  const running = CHECKS.map(async ({ name, run }) => {
    const began = performance.now()
    return { name, fault: await run(), seconds: ((performance.now() - began) / 1000).toFixed(1) }
  })
  for (const check of running) {
    const { name, fault, seconds } = await check
    process.stdout.write(`${fault === "" ? "✓" : "✗"} ${name} ${seconds} s\n`)
    if (fault === "") continue
    failed += 1
    process.stdout.write(`${fault.trimEnd()}\n`)
  }
  return { passed: CHECKS.length - failed, failed }
}

async function checkTypes(): Promise<string> {
  const routes = await tool("next", ["typegen"])
  return routes !== "" ? routes : tool("tsc", ["-p", ".config/tsconfig.check.json"])
}

async function checkPlaces(): Promise<string> {
  const sources = readSources(process.cwd())
  return told([...checkStructure(sources), ...checkPages(sources)])
}

function told(findings: Finding[]): string {
  return findings.map(({ file, detail }) => `  ${file} ${detail}`).join("\n")
}

/** What a program said when it failed. */
async function tool(program: string, args: string[]): Promise<string> {
  const child = spawn(`node_modules/.bin/${program}`, args, {
    stdio: ["ignore", "pipe", "pipe"],
    // Tools see plain packages, not those of the react-server condition.
    env: { ...process.env, NODE_OPTIONS: "" },
    shell: process.platform === "win32",
  })
  let said = ""
  child.stdout.on("data", (chunk) => {
    said += chunk
  })
  child.stderr.on("data", (chunk) => {
    said += chunk
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail)
    child.once("close", done)
  })
  return code === 0 ? "" : said || `${program} ended with code ${code}.`
}

if (process.argv[1]?.endsWith("check.ts")) {
  const { passed, failed } = await runChecks()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
}
