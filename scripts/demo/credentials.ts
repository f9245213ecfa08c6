import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What a person or a script needs to use a running demo. */
export interface DemoCredentials {
  url: string
  owner: { email: string; password: string }
  keys: { ingest: string; read: string; admin: string }
}

/** Writes `demo.json`, readable by this account alone, in one step. Returns its path. */
export function writeCredentials(dataDir: string, { url, owner, keys }: DemoCredentials): string {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, "demo.json")
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ url, owner, keys }, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
  return path
}
