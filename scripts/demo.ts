import "server-only"
import { basename } from "node:path"
import { createDemoOrganisation, type Demo } from "@/lib/auth/demo"
import { prisma } from "@/lib/db/client"
import { ZONE } from "./demo/calendar"
import { writeCredentials } from "./demo/credentials"
import { corrections, misfits } from "./demo/exceptions"
import { demoEvents } from "./demo/generate"
import { createSourceKeys } from "./demo/keys"
import { type DemoArguments, parseDemoArguments } from "./demo/options"
import { ensureDemoPrices } from "./demo/prices"
import { progressLine } from "./demo/progress"
import { type SendOptions, type SendTotals, sendEvents } from "./demo/send"
import { traceEvents, traceName, traceTotals } from "./demo/trace"

export interface DemoRun {
  /** Of the running server, without a slash at the end. */
  baseUrl: string
  dataDir: string
  /** What stood behind `npm run demo --`. */
  argv: readonly string[]
  signal?: AbortSignal
}

const COUNT = new Intl.NumberFormat("en")

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function announce({ owner }: Demo, baseUrl: string, path: string): void {
  say("")
  say(`  Tollgate runs at ${baseUrl}`)
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
  const corrected = await sendEvents(corrections(options), send)
  const refused = await sendEvents(misfits(options), send)
  const all = [traffic, corrected, refused]
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
export async function runDemo({ baseUrl, dataDir, argv, signal }: DemoRun): Promise<SendTotals> {
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
  announce(demo, baseUrl, writeCredentials(dataDir, { url: baseUrl, owner: demo.owner, keys: demo.keys }))
  const keys = await createSourceKeys(baseUrl, demo.keys.admin)
  const send: SendOptions = { baseUrl, keyFor: (source) => keys[source], ...(signal && { signal }) }
  if (trace) return sendTrace(trace.path, trace.name, demo.orgId, send)
  await ensureDemoPrices(demo.orgId, now)
  return sendGenerated(args, now, send)
}
