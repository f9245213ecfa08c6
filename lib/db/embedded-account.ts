import { spawnSync } from "node:child_process"
import { existsSync, realpathSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

/** The operating-system account the server runs as. */
export interface Account {
  uid: number
  gid: number
}

const EXECUTE = 0o1

/**
 * PostgreSQL refuses to run as root, so root hands it to the `postgres` account, made on the spot
 * where it is missing. Null: run as whoever we are.
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const account = findAccount("postgres") ?? createAccount()
  if (account !== null) return account
  throw new Error(
    "PostgreSQL does not run as root and no account named postgres could be made: start Tollgate as an ordinary user, or set DATABASE_URL.",
  )
}

function findAccount(name: string): Account | null {
  const uid = Number.parseInt(run("id", "-u", name), 10)
  const gid = Number.parseInt(run("id", "-g", name), 10)
  return Number.isNaN(uid) || Number.isNaN(gid) ? null : { uid, gid }
}

function createAccount(): Account | null {
  run("groupadd", "postgres")
  run("useradd", "-g", "postgres", "-M", "-s", "/usr/sbin/nologin", "postgres")
  const made = findAccount("postgres")
  if (made !== null) return made
  run("adduser", "-D", "-H", "postgres")
  return findAccount("postgres")
}

function run(command: string, ...args: string[]): string {
  const { status, stdout } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
  return status === 0 ? stdout : ""
}

/** Whether the account may enter the directory and every one above it. */
export function canReach(account: Account | null, directory: string): boolean {
  if (account === null) return true
  const path = existsSync(directory) ? realpathSync(directory) : resolve(directory)
  const parent = dirname(path)
  if (!mayEnter(account, path)) return false
  return parent === path || canReach(account, parent)
}

function mayEnter(account: Account, directory: string): boolean {
  const found = statSync(directory, { throwIfNoEntry: false })
  if (found === undefined) return true
  if (found.uid === account.uid) return (found.mode & (EXECUTE << 6)) !== 0
  if (found.gid === account.gid) return (found.mode & (EXECUTE << 3)) !== 0
  return (found.mode & EXECUTE) !== 0
}
