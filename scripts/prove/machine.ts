import { spawnSync } from "node:child_process"
import { cpus, loadavg, platform, release, totalmem } from "node:os"
import type { World } from "./world"

export interface Machine {
  cpu: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  postgres: string
}

export async function machineOf(world: World): Promise<Machine> {
  const { rows } = await world.database.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round((totalmem() / 1024 ** 3) * 10) / 10,
    system: `${platform()} ${release()}`,
    node: process.version,
    postgres: rows[0]?.version ?? "unknown",
  }
}

/** Programs that want a core, over the last five minutes: what else the machine had to do. */
export function loadOf(): number {
  return Math.round((loadavg()[1] ?? 0) * 10) / 10
}

/** The commit of this checkout, with `+` behind it where files differ from it; null outside of git. */
export function commitOf(): string | null {
  const git = (...args: string[]) => spawnSync("git", args, { encoding: "utf8" })
  const head = git("rev-parse", "HEAD")
  if (head.status !== 0) return null
  const changed = git("status", "--porcelain", "--untracked-files=no").stdout.trim() !== ""
  return `${head.stdout.trim()}${changed ? "+" : ""}`
}
