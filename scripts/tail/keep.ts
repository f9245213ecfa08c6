import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import type * as z from "zod"
import { isAlive } from "@/lib/db/postmaster"
import { AppError } from "@/lib/errors"

/** Replaces the file as a whole: whoever reads it finds the old or the new one, also after a kill. */
export function keepJson(file: string, value: unknown): void {
  const fresh = `${file}.new`
  const fd = openSync(fresh, "w")
  try {
    writeSync(fd, JSON.stringify(value))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(fresh, file)
}

/** What was kept; null where nothing was, or not by this program. */
export function keptJson<Kept extends z.ZodType>(file: string, schema: Kept): z.output<Kept> | null {
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data ?? null
  } catch {
    return null
  }
}

/** False only where the system says that the process is another program: ids of processes come again. */
function mayBeTail(pid: number): boolean {
  if (pid === process.pid || !isAlive(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("tail")
  } catch {
    return true
  }
}

/** Makes the folder this process's own; two that write one position would lose lines. Gives what ends that. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, "lock")
  for (let n = 0; n < 2; n += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
      const pid = Number(readFileSync(file, "utf8"))
      if (pid > 0 && mayBeTail(pid)) {
        throw new AppError("conflict", `Process ${pid} follows this file with ${folder} already.`)
      }
      rmSync(file, { force: true })
    }
  }
  throw new AppError("conflict", `Another process has just taken ${folder}.`)
}
