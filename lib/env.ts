import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import * as z from "zod"
import { mailFaults, mailVariables } from "./env-mail"
import { oidcFaults, oidcVariables } from "./env-oidc"
import { outgoingVariables } from "./env-outgoing"

const secret = z.string().min(32, "must have at least 32 characters").optional()
const webUrl = z.url({ protocol: /^https?$/, error: "must be a whole http or https URL" }).optional()

const envSchema = z.object({
  /** Absent: the embedded PostgreSQL in the data folder. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must begin with postgresql://" }).optional(),
  PORT: z
    .string()
    .default("3000")
    .refine(
      (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
      "must be a port number from 0 to 65535",
    )
    .transform(Number),
  /** Only this machine by default: a reverse proxy or `0.0.0.0` opens it. */
  HOST: z.string().default("127.0.0.1"),
  TOLLGATE_DATA_DIR: z
    .string()
    .default(".data")
    .transform((path) => resolve(path)),
  BASE_URL: webUrl,
  NEXTAUTH_URL: webUrl,
  NEXTAUTH_SECRET: secret,
  TOLLGATE_KEY_PEPPER: secret,
  /** Absent: `/metrics` answers 404. */
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  /** Days that what a source sent is kept beside the ledger. */
  PAYLOAD_RETENTION_DAYS: z
    .string()
    .default("30")
    .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= 1, "must be a number of days from 1 to 9999")
    .transform(Number),
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed, separated by commas. */
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ""),
    ),
  ...oidcVariables,
  ...mailVariables,
  ...outgoingVariables,
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: "must be one of trace, debug, info, warn, error, fatal, silent",
    })
    .default("info"),
})

export type Env = z.infer<typeof envSchema>

/** Secrets may come from a file, as containers mount them: `NAME_FILE` holds the path. */
export const FROM_FILE = [
  "DATABASE_URL",
  "NEXTAUTH_SECRET",
  "TOLLGATE_KEY_PEPPER",
  "METRICS_TOKEN",
  "OIDC_CLIENT_SECRET",
  "SMTP_URL",
] as const

/** Checks the variables and throws one error that names each wrong one in a sentence. An empty one counts as absent. */
export function readEnv(source: Record<string, string | undefined>): Env {
  const faults: string[] = []
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  )
  for (const name of FROM_FILE) {
    const path = given[`${name}_FILE`]
    if (path === undefined) continue
    if (given[name] !== undefined) faults.push(`Set ${name} or ${name}_FILE, not both.`)
    else given[name] = readSecretFile(name, path, faults)
  }
  const parsed = envSchema.safeParse(given)
  if (parsed.success) faults.push(...oidcFaults(parsed.data), ...mailFaults(parsed.data))
  if (parsed.success && faults.length === 0) return parsed.data
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join(".")} ${issue.message}.`)
  throw new Error(faults.join("\n"))
}

function readSecretFile(name: string, path: string, faults: string[]): string | undefined {
  try {
    return readFileSync(path, "utf8").trim()
  } catch (error) {
    faults.push(`${name}_FILE names ${path}, which cannot be read: ${(error as Error).message}.`)
    return undefined
  }
}

let current: Env | undefined

/** The variables of this process, read once. */
export function env(): Env {
  current ??= readEnv(process.env)
  return current
}

/** For everything but the launcher, which starts the embedded server where this is absent. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (url !== undefined) return url
  throw new Error("DATABASE_URL is not set: start Tollgate with npm start, which brings its own database.")
}

/** Where people reach this installation, without a slash at the end. */
export function baseUrl(): string {
  const { BASE_URL, NEXTAUTH_URL, PORT } = env()
  return (BASE_URL ?? NEXTAUTH_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, "")
}
