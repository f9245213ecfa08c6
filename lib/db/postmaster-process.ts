import { type ChildProcess, spawn } from "node:child_process"
import { chownSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import type { Account } from "@/lib/db/embedded-account"
import type { Binaries } from "@/lib/db/embedded-binaries"
import { draftDirectory, type Place, publishDraft } from "@/lib/db/embedded-place"
import { isAlive } from "@/lib/db/postmaster"

const STOP_LIMIT_MS = 120_000

/** Makes the database files. The server's account owns them; superuser is `postgres`. */
export async function initialiseDatabase(
  binaries: Binaries,
  place: Place,
  account: Account | null,
  durable: boolean,
): Promise<void> {
  const draft = draftDirectory(place.directory, account)
  const passwordFile = `${place.directory}.password-${process.pid}`
  writeFileSync(passwordFile, `${place.adminPassword}\n`, { mode: 0o600 })
  if (account !== null) chownSync(passwordFile, account.uid, account.gid)
  // C.UTF-8 of the server itself sorts the same on every system, whatever its C library.
  const locale = process.platform === "linux" ? "C.UTF-8" : "C"
  const flags = [
    `--pgdata=${draft}`,
    `--pwfile=${passwordFile}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    `--locale=${locale}`,
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    ...(durable ? [] : ["--no-sync"]),
  ]
  try {
    const { code, output } = await runToEnd(spawn(binaries.initdb, flags, processOptions(account, "pipe")))
    if (code !== 0) throw new Error(`PostgreSQL could not make its database files: ${lastLines(output)}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  publishDraft(draft, place.directory)
}

/**
 * A server in its own process group: a Ctrl-C meant for us must not stop it before our own work is done.
 * `startLog` takes what it says until its own log files in `<directory>/log` are open.
 */
export function launchPostmaster(
  binaries: Binaries,
  directory: string,
  account: Account | null,
  port: number,
  settings: Record<string, string>,
): { child: ChildProcess; startLog: string } {
  const startLog = `${directory}.start-${process.pid}`
  const log = openSync(startLog, "w", 0o600)
  const flags = ["-D", directory, "-p", String(port)]
  for (const [name, value] of Object.entries(settings)) flags.push("-c", `${name}=${value}`)
  const child = spawn(binaries.postgres, flags, { ...processOptions(account, log), detached: true })
  closeSync(log)
  child.unref()
  return { child, startLog }
}

function processOptions(account: Account | null, output: "pipe" | number) {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC", PATH: process.env.PATH }
  // Windows programs do not start without it.
  if (process.env.SystemRoot !== undefined) env.SystemRoot = process.env.SystemRoot
  return {
    ...(account ?? {}),
    env,
    cwd: tmpdir(),
    stdio: ["ignore", output, output] as ["ignore", "pipe" | number, "pipe" | number],
  }
}

async function runToEnd(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ""
  child.stdout?.on("data", (chunk) => {
    output += chunk
  })
  child.stderr?.on("data", (chunk) => {
    output += chunk
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, output }))
  })
}

/** The end of a log as one line, for an error sentence. */
function lastLines(text: string, count = 4): string {
  return text.trim().split("\n").slice(-count).join(" | ").slice(0, 800)
}

/** The last words of a server that did not come up. */
export function readStartLog(startLog: string): string {
  return lastLines(readFileSync(startLog, "utf8"))
}

/** Fast shutdown: sessions end, everything is written. Resolves when the process is gone. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, "SIGINT")
  if (await isGoneWithin(pid, STOP_LIMIT_MS)) return
  // The next start then replays the log, as after a crash.
  signal(pid, "SIGQUIT")
  await isGoneWithin(pid, STOP_LIMIT_MS)
}

async function isGoneWithin(pid: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return !isAlive(pid)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}
