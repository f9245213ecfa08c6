import { randomBytes } from "node:crypto"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import * as z from "zod"
import { type Account, canReach } from "@/lib/db/embedded-account"
import { SHARED_PLACE } from "@/lib/db/embedded-binaries"
import { isAlive } from "@/lib/db/postmaster"
import { writeOnce } from "@/lib/env-secrets"

const placeSchema = z.object({
  /** PostgreSQL's own directory: below the data folder, or an absolute path when root's home hides that. */
  directory: z.string(),
  /** Of the role `tollgate`, which owns the database and is no superuser. */
  password: z.string().min(20),
  /** Of the superuser `postgres`. */
  adminPassword: z.string().min(20),
})

export type Place = z.infer<typeof placeSchema>

/** Where a data folder keeps its embedded database and the passwords to it; decided once, then kept. */
export function embeddedPlace(dataDir: string, account: Account | null): Place {
  const file = join(dataDir, "postgres.json")
  mkdirSync(dataDir, { recursive: true })
  if (!existsSync(file)) writeOnce(file, JSON.stringify(newPlace(dataDir, account), null, 2))
  const written = placeSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  const place = { ...written, directory: resolve(dataDir, written.directory) }
  const parent = dirname(place.directory)
  if (!existsSync(parent)) {
    throw new Error(
      `${file} says that the database is in ${place.directory}, which is gone: bring it back, or delete ${file} to begin with an empty one.`,
    )
  }
  if (parent === resolve(dataDir)) letThrough(dataDir, account)
  if (!canReach(account, parent)) {
    throw new Error(
      `The account postgres cannot reach ${place.directory}: let it pass the folders above (chmod o+x), or run Tollgate as their owner.`,
    )
  }
  return place
}

function newPlace(dataDir: string, account: Account | null): Place {
  const secret = () => randomBytes(24).toString("base64url")
  const secrets = { password: secret(), adminPassword: secret() }
  if (canReach(account, dirname(resolve(dataDir)))) return { directory: "postgres", ...secrets }
  const elsewhere = join(SHARED_PLACE, `data-${randomBytes(6).toString("hex")}`)
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
  return { directory: join(elsewhere, "postgres"), ...secrets }
}

/** The server's account passes through the data folder to its own directory and reads nothing on the way. */
function letThrough(dataDir: string, account: Account | null): void {
  if (account !== null && !canReach(account, dataDir)) chmodSync(dataDir, 0o711)
}

/** An empty directory of the server's account, beside the final one, for `initdb` to fill. */
export function draftDirectory(directory: string, account: Account | null): string {
  const draft = `${directory}.new-${process.pid}`
  mkdirSync(draft, { mode: 0o700 })
  if (account !== null) chownSync(draft, account.uid, account.gid)
  return draft
}

/** What killed starts left beside the data directory. */
export function removeAbandonedDrafts(directory: string): void {
  const name = `${basename(directory)}.`
  for (const entry of readdirSync(dirname(directory))) {
    const pid = /^(?:new|password|start)-(\d+)$/.exec(
      entry.startsWith(name) ? entry.slice(name.length) : "",
    )?.[1]
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue
    rmSync(join(dirname(directory), entry), { recursive: true, force: true })
  }
}

/**
 * Puts a finished draft in its place in one step, so that a killed `initdb` never leaves a half-made
 * database there. A directory without `PG_VERSION` is no database: it is set aside, not deleted.
 */
export function publishDraft(draft: string, directory: string): void {
  if (existsSync(directory) && !existsSync(join(directory, "PG_VERSION"))) {
    renameSync(directory, `${directory}.incomplete-${Date.now()}`)
  }
  try {
    renameSync(draft, directory)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(join(directory, "PG_VERSION"))) throw error
  }
}
