import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { firstRunNotice } from "@/lib/auth/setup"
import { disconnect } from "@/lib/db/client"
import { type EmbeddedServer, startEmbedded } from "@/lib/db/embedded"
import { migrateDatabase } from "@/lib/db/migrate"
import { FROM_FILE, readEnv } from "@/lib/env"
import { keptSecrets } from "@/lib/env-secrets"
import { parseDemoArguments } from "./demo/options"
import { type Supervised, supervise } from "./supervised"

const READY_LIMIT_MS = 60_000

export interface StartOptions {
  /** 0 takes a free one. Given, the server's URL is this port on localhost whatever the environment says. */
  port?: number
  host?: string
  dataDir?: string
  /** Absent: the embedded PostgreSQL in the data folder. */
  databaseUrl?: string
  onNotice?: (sentence: string) => void
  /** A part of the server is gone for good; the rest still runs and should be stopped. */
  onLost?: (error: Error) => void
}

export interface RunningServer {
  url: string
  port: number
  dataDir: string
  databaseUrl: string
  /** The environment of the server's processes, for scripts that act beside it. */
  env: NodeJS.ProcessEnv
  embedded: EmbeddedServer | undefined
  webPid(): number | undefined
  workerPid(): number | undefined
  stop(): Promise<void>
}

/**
 * Starts database, migrations, web server and worker, and resolves when the web server answers.
 * Values that are not given come from the environment. `stop()` ends them in the opposite order.
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const settings = readEnv(process.env)
  const { onNotice = () => undefined, onLost = () => undefined } = options
  const dataDir = resolve(options.dataDir ?? settings.TOLLGATE_DATA_DIR)
  const host = options.host ?? settings.HOST
  const wanted = options.port ?? settings.PORT
  const port = wanted === 0 ? await openPort(0, host) : wanted
  mkdirSync(dataDir, { recursive: true })
  const external = options.databaseUrl ?? settings.DATABASE_URL
  const embedded =
    external === undefined ? await startEmbedded({ dataDir, webPort: port, onNotice, onLost }) : undefined
  const parts: Supervised[] = []
  const stop = async () => {
    for (const part of parts.reverse()) await part.stop()
    await embedded?.stop()
  }
  try {
    const databaseUrl = external ?? embedded?.url ?? ""
    await migrateDatabase(databaseUrl)
    await vacantPort(port, host)
    const given = options.port === undefined ? (settings.BASE_URL ?? settings.NEXTAUTH_URL) : undefined
    const url = given ?? `http://localhost:${port}`
    const env = serverEnv({ dataDir, host, port, databaseUrl, url })
    const watch = { env, onNotice, onGivenUp: onLost }
    const worker = supervise({
      ...watch,
      name: "The worker",
      args: ["--conditions=react-server", "--import", "tsx", "scripts/worker.ts"],
    })
    const web = supervise({
      ...watch,
      name: "The web server",
      args: [
        ...["node_modules/next/dist/bin/next", "start", "-H", host, "-p", String(port)],
        ...["--keepAliveTimeout", String(KEPT_OPEN_MS)],
      ],
    })
    parts.push(worker, web)
    await untilAnswering(host, port)
    return { url, port, dataDir, databaseUrl, env, embedded, webPid: web.pid, workerPid: worker.pid, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Longer than clients and load balancers keep an idle connection, so that none is closed under a request. */
const KEPT_OPEN_MS = 65_000

interface Bindings {
  dataDir: string
  host: string
  port: number
  databaseUrl: string
  url: string
}

function serverEnv({ dataDir, host, port, databaseUrl, url }: Bindings): NodeJS.ProcessEnv {
  const settings = readEnv(process.env)
  const { nextauthSecret, keyPepper } = keptSecrets(dataDir)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    TOLLGATE_DATA_DIR: dataDir,
    HOST: host,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    BASE_URL: url,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET ?? nextauthSecret,
    TOLLGATE_KEY_PEPPER: settings.TOLLGATE_KEY_PEPPER ?? keyPepper,
    ...(settings.METRICS_TOKEN === undefined ? {} : { METRICS_TOKEN: settings.METRICS_TOKEN }),
    ...(settings.OIDC_CLIENT_SECRET === undefined ? {} : { OIDC_CLIENT_SECRET: settings.OIDC_CLIENT_SECRET }),
  }
  for (const name of FROM_FILE) delete env[`${name}_FILE`]
  return env
}

/** Waits a little: the web server of a killed start needs a moment to end. */
async function vacantPort(port: number, host: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await openPort(port, host)
      return
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      const reason = code === "EADDRINUSE" ? "is taken by another program" : `cannot be opened (${message})`
      if (code !== "EADDRINUSE" || attempt === 20) {
        throw new Error(`Port ${port} on ${host} ${reason}: set PORT to another one.`, { cause })
      }
    }
    await sleep(250)
  }
}

/** Opens and closes the port, or for 0 a free one, and returns its number. */
export function openPort(port: number, host: string): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer()
    probe.once("error", fail)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : port))
    })
  })
}

async function untilAnswering(host: string, port: number): Promise<void> {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host
  const deadline = Date.now() + READY_LIMIT_MS
  for (;;) {
    try {
      await fetch(`http://${reachable}:${port}/healthz`, { signal: AbortSignal.timeout(5_000) })
      return
    } catch (cause) {
      if (Date.now() > deadline) throw new Error("The web server does not answer.", { cause })
    }
    await sleep(100)
  }
}

const demoFile = z.object({ owner: z.object({ email: z.string(), password: z.string() }) })

/** Sends the demo's traffic through the running server's HTTP API and says how to sign in. */
async function loadDemo(server: RunningServer, args: string[], signal: AbortSignal): Promise<string> {
  const flags = ["--conditions=react-server", "--import", "tsx", "scripts/demo.ts", ...args]
  const child = spawn(process.execPath, ["--import", "./scripts/follow-parent.mjs", ...flags], {
    env: server.env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    signal,
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail)
    child.once("exit", done)
  })
  if (code !== 0) throw new Error("The demo traffic could not be loaded.")
  const { owner } = demoFile.parse(JSON.parse(readFileSync(join(server.dataDir, "demo.json"), "utf8")))
  return `Sign in as ${owner.email} with the password ${owner.password}`
}

async function main(args: string[]): Promise<void> {
  const say = (sentence: string) => process.stdout.write(`${sentence}\n`)
  let starting: Promise<RunningServer> | undefined
  let ending: Promise<void> | undefined
  const stopping = new AbortController()
  const end = (code: number) => {
    stopping.abort()
    ending ??= (async () => {
      // What has begun to start must be whole before it can be stopped in order.
      const server = await starting?.catch(() => undefined)
      await server?.stop()
      process.exit(code)
    })()
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => end(0))
  process.on("disconnect", () => end(1))
  const demo = args.includes("--demo")
  const flags = args.filter((flag) => flag !== "--demo")
  try {
    if (demo) parseDemoArguments(flags)
    else if (flags.length > 0) {
      throw new Error(`npm start takes no ${flags[0]}: settings are variables, such as PORT=3410 npm start.`)
    }
    starting = startServer({
      onNotice: say,
      onLost: (error) => {
        say(error.message)
        end(1)
      },
    })
    const server = await starting
    Object.assign(process.env, server.env)
    const welcome = demo ? await loadDemo(server, flags, stopping.signal) : await firstRunNotice()
    await disconnect()
    if (welcome !== null) say(welcome)
    say(`Tollgate is running at ${server.url}`)
  } catch (error) {
    if (ending === undefined) process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    end(1)
  }
  await ending
}

if (existsSync(process.argv[1] ?? "") && resolve(process.argv[1] ?? "") === import.meta.filename) {
  await main(process.argv.slice(2))
}
