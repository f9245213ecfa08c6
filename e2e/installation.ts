import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openPort } from "@/scripts/start"

/** A whole Tollgate of its own beside the one of the other tests: it may have another environment. */
export interface Installation {
  url: string
  /** Where its first owner sets it up. */
  setupUrl: string
  stop: () => Promise<void>
}

const START_LIMIT_MS = 120_000
/** What leads to the installation of the other tests. */
const FOREIGN =
  /^(?:DATABASE_URL|BASE_URL|NEXTAUTH_|TOLLGATE_(?:DATA_DIR|KEY_PEPPER)|OIDC_|PORT$|HOST$|METRICS_|NODE_OPTIONS)/

function said(child: ChildProcess, like: RegExp): Promise<string> {
  let text = ""
  return new Promise((found, fail) => {
    const timer = setTimeout(() => fail(new Error(`It did not say ${like}: ${text}`)), START_LIMIT_MS)
    child.once("exit", (code) => fail(new Error(`It ended with ${code}: ${text}`)))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (part: Buffer) => {
        text += part.toString("utf8")
        const match = like.exec(text)
        if (!match) return
        clearTimeout(timer)
        found(match[1] ?? "")
      })
    }
  })
}

/** Starts an installation with these variables, as `npm start` does. */
export async function startInstallation(variables: Record<string, string>): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-e2e-own-"))
  const port = await openPort(0, "127.0.0.1")
  const env: NodeJS.ProcessEnv = { ...process.env, ...variables }
  for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete env[name]
  Object.assign(env, { PORT: String(port), HOST: "127.0.0.1", TOLLGATE_DATA_DIR: folder })
  const child = spawn(
    process.execPath,
    [
      "--import",
      "./scripts/follow-parent.mjs",
      "--conditions=react-server",
      "--import",
      "tsx",
      "scripts/start.ts",
    ],
    {
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  )
  const [setupUrl] = await Promise.all([
    said(child, /(http\S+\/setup#token=\S+)/),
    said(child, /(running at)/),
  ])
  return {
    url: `http://localhost:${port}`,
    setupUrl,
    async stop() {
      child.kill("SIGTERM")
      if (child.exitCode === null) await once(child, "exit")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
