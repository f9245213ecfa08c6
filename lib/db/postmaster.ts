import { readFileSync } from "node:fs"
import { join } from "node:path"

/** What a running or killed PostgreSQL left in its `postmaster.pid`. */
export interface Postmaster {
  pid: number
  port: number
}

/** Null when the directory has no readable `postmaster.pid`, which a clean stop removes. */
export function readPostmaster(directory: string): Postmaster | null {
  const lines = readOrNull(join(directory, "postmaster.pid"))?.split("\n")
  const pid = Math.abs(Number(lines?.[0]))
  const port = Number(lines?.[3])
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return null
  return { pid, port }
}

/** A zombie counts as dead: in a container nobody may ever reap it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
  const state = readOrNull(`/proc/${pid}/stat`)?.split(") ").at(-1)?.[0]
  return state !== "Z" && state !== "X"
}

/** False only where the system can say that the process is another program. */
export function mayBePostgres(pid: number): boolean {
  const name = readOrNull(`/proc/${pid}/comm`)?.trim()
  return name === undefined || name.startsWith("postgres")
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}
