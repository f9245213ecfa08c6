import { randomBytes } from "node:crypto"
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const secretsSchema = z.object({
  /** Signs the session cookies. */
  nextauthSecret: z.string().min(32),
  /** Keyed into the hash of every API key: losing it makes every key invalid. */
  keyPepper: z.string().min(32),
})

export type Secrets = z.infer<typeof secretsSchema>

/** The installation's own secrets, made at the first start and kept in the data folder for its owner alone. */
export function keptSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json")
  const fresh = () => randomBytes(32).toString("base64url")
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true })
    writeOnce(
      file,
      JSON.stringify({ nextauthSecret: fresh(), keyPepper: fresh() } satisfies Secrets, null, 2),
    )
  }
  return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")))
}

/** Writes a file for its owner alone, durably; keeps what is there when another process was first. */
export function writeOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`
  const handle = openSync(draft, "wx", 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  } finally {
    closeSync(handle)
    rmSync(draft, { force: true })
  }
}
