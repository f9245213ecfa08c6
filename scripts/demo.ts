import "server-only"
import { existsSync } from "node:fs"
import { basename, resolve } from "node:path"
import { createDemoOrganisation, type Demo } from "@/lib/auth/demo"
import { disconnect, prisma } from "@/lib/db/client"
import { baseUrl, env } from "@/lib/env"
import { putDemoRules } from "./demo/alert-rules"
import { ensureDemoBills } from "./demo/bills"
import { ensureDemoBudgets } from "./demo/budgets"
import { ZONE } from "./demo/calendar"
import { writeCredentials } from "./demo/credentials"
import { corrections, misfits, secondReports } from "./demo/exceptions"
import { demoEvents } from "./demo/generate"
import { createSourceKeys } from "./demo/keys"
import { type DemoArguments, parseDemoArguments } from "./demo/options"
import { ensureDemoPrices } from "./demo/prices"
import { progressLine } from "./demo/progress"
import { type SendOptions, type SendTotals, sendEvents } from "./demo/send"
import { traceEvents, traceName, traceTotals } from "./demo/trace"

export interface DemoRun {
  /** Where this process reaches the running server, without a slash at the end. */
  serverUrl: string
  /** Where people do. */
  url: string
  dataDir: string
  /** What stood behind `npm run demo --`. */
  argv: readonly string[]
  signal?: AbortSignal
}

const COUNT = new Intl.NumberFormat("en")

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function announce({ owner }: Demo, url: string, path: string): void {
  say("")
  say(`  Tollgate runs at ${url}`)
  say(`  Sign in with     ${owner.email}`)
  say(`  and the password ${owner.password}`)
  say(`  Keys and sign-in are in ${path}`)
  say("")
}

/** Generated traffic, then what corrects it, then what the server must refuse: each needs the one before. */
async function sendGenerated(args: DemoArguments, now: Date, send: SendOptions): Promise<SendTotals> {
  const { events, seed } = args
  const options = { now, events, seed }
  const progress = progressLine(events)
  const traffic = await sendEvents(demoEvents(options), { ...send, onProgress: progress.update })
  const repeated = await sendEvents(secondReports(options), send)
  const corrected = await sendEvents(corrections(options), send)
  const refused = await sendEvents(misfits(options), send)
  const all = [traffic, repeated, corrected, refused]
  const sum = (pick: (totals: SendTotals) => number) => all.reduce((total, part) => total + pick(part), 0)
  const totals: SendTotals = {
    sent: sum(({ sent }) => sent),
    accepted: sum(({ accepted }) => accepted),
    duplicates: sum(({ duplicates }) => duplicates),
    conflicts: sum(({ conflicts }) => conflicts),
    rejected: sum(({ rejected }) => rejected),
    requests: sum(({ requests }) => requests),
    retries: sum(({ retries }) => retries),
    refusals: all.flatMap(({ refusals }) => refusals),
  }
  progress.end(totals)
  for (const refusal of traffic.refusals) say(`Refused: ${refusal}`)
  return totals
}

/** The trace alone. It ends when its organisation was made, so that a second run sends the same again. */
async function sendTrace(path: string, name: string, orgId: number, send: SendOptions): Promise<SendTotals> {
  const { createdAt } = await prisma().organisation.findUniqueOrThrow({ where: { id: orgId } })
  const file = await traceTotals(path)
  const progress = progressLine(file.requests)
  const source = traceEvents({ path, name, endsAt: createdAt, lastMs: file.lastMs })
  const totals = await sendEvents(source, { ...send, onProgress: progress.update })
  progress.end(totals)
  for (const refusal of totals.refusals) say(`Refused: ${refusal}`)
  say(
    `${basename(path)}: ${COUNT.format(file.requests)} requests, ${COUNT.format(file.input)} input tokens, ` +
      `${COUNT.format(file.cached)} of them cache reads, ${COUNT.format(file.output)} output tokens. ` +
      "Times and tokens are the trace's; users, features, models and routes are made up.",
  )
  return totals
}

/**
 * Makes the demo organisation, writes its credentials, and sends its traffic through the HTTP API of a
 * server that already runs. A second run sends the same events again, which the server counts once.
 */
export async function runDemo({ serverUrl, url, dataDir, argv, signal }: DemoRun): Promise<SendTotals> {
  const args = parseDemoArguments(argv)
  const now = new Date()
  const trace = args.trace === null ? null : { path: args.trace, name: await traceName(args.trace) }
  const demo = await createDemoOrganisation({
    name: trace ? "Northwind (trace)" : "Northwind",
    zone: ZONE,
    currency: "USD",
    source: "your-app",
    ...(trace && { email: `demo-${trace.name}@tollgate.invalid` }),
  })
  announce(demo, url, writeCredentials(dataDir, { url, owner: demo.owner, keys: demo.keys }))
  const keys = await createSourceKeys(serverUrl, demo.keys.admin)
  const send: SendOptions = {
    baseUrl: serverUrl,
    keyFor: (source) => keys[source],
    ...(signal && { signal }),
  }
  if (trace) return sendTrace(trace.path, trace.name, demo.orgId, send)
  await ensureDemoPrices(demo.orgId, now)
  const totals = await sendGenerated(args, now, send)
  await ensureDemoBudgets(serverUrl, demo.keys.admin, now)
  await putDemoRules(serverUrl, demo.keys.admin)
  await ensureDemoBills(serverUrl, demo.keys.admin, now)
  return totals
}

/** The server of this environment, past any proxy in front of it. */
function ownServer(): string {
  const { HOST, PORT } = env()
  const host = HOST === "0.0.0.0" ? "127.0.0.1" : HOST === "::" ? "::1" : HOST
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`
}

async function main(argv: readonly string[]): Promise<void> {
  const stop = new AbortController()
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort())
  try {
    const { TOLLGATE_DATA_DIR: dataDir } = env()
    await runDemo({ serverUrl: ownServer(), url: baseUrl(), dataDir, argv, signal: stop.signal })
  } catch (error) {
    if (!stop.signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  } finally {
    await disconnect()
  }
}

if (existsSync(process.argv[1] ?? "") && resolve(process.argv[1] ?? "") === import.meta.filename) {
  await main(process.argv.slice(2))
}
