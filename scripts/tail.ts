import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { AppError } from "@/lib/errors"
import { type Counters, newCounters, statusLine } from "./tail/counters"
import { keepJson, lockFolder } from "./tail/keep"
import { HELP, readOptions, type TailOptions } from "./tail/options"
import { Reader } from "./tail/reader"
import { Rejects } from "./tail/rejects"
import { openScreen } from "./tail/screen"
import { Sender } from "./tail/sender"
import { Spool } from "./tail/spool"

const WRONG_USE = 2
const LOOK_MS = 250
const KEEP_STATUS_MS = 1_000
/** Far below what a request takes, so that a slow line carries a batch in time. */
const BATCH_BYTES = 1_024 * 1_024

/** Goes on while a request is under way, so that a file which is cut or deleted meanwhile was read. */
async function read(reader: Reader, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(reader.step() ? 0 : LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Until it is told to stop, or all is answered that `isDone` waits for. */
async function send(spool: Spool, sender: Sender, batch: number, signal: AbortSignal, isDone: () => boolean) {
  while (!signal.aborted) {
    const next = spool.read(batch, BATCH_BYTES)
    if (next.events.length === 0) {
      if (isDone()) return
      await sleep(LOOK_MS / 4, undefined, { signal }).catch(() => undefined)
    } else if (await sender.deliver(next.events)) spool.advance(next)
  }
}

/** For whoever watches the process: what the screen says, as JSON. */
function keepStatus(state: string, { notice: _, ...figures }: Counters, spool: Spool): void {
  const at = new Date().toISOString()
  keepJson(join(state, "status.json"), { at, pid: process.pid, waiting: spool.waiting, ...figures })
}

async function tail(options: TailOptions, signal: AbortSignal): Promise<number> {
  const { state, once } = options
  const rejected = join(state, "rejected.ndjson")
  const spool = new Spool(join(state, "buffer"), options.bufferBytes)
  const screen = openScreen(() => statusLine(counters, spool.waiting))
  const counters = newCounters(screen.say)
  const rejects = new Rejects(rejected, counters)
  const reader = new Reader(options, spool, rejects, counters)
  if (!existsSync(options.file)) screen.say(`${options.file} does not exist${once ? "." : " yet."}`)
  const sender = new Sender({ ...options, signal }, rejects, counters)
  const keeping = setInterval(() => keepStatus(state, counters, spool), KEEP_STATUS_MS)
  const ended = new AbortController()
  const reading = read(reader, AbortSignal.any([signal, ended.signal]))
  reading.catch(() => ended.abort())
  try {
    const isDone = () => once && reader.isAtEnd
    await send(spool, sender, options.batch, AbortSignal.any([signal, ended.signal]), isDone)
  } finally {
    ended.abort()
    clearInterval(keeping)
    keepStatus(state, counters, spool)
    spool.close()
    screen.close()
  }
  await reading
  if (counters.rejected > 0) screen.say(`Rejected lines with their reasons: ${rejected}`)
  return once && (counters.rejected > 0 || counters.dropped > 0) ? 1 : 0
}

/** Ends at a signal, and with the npm that started this. */
function untilStopped(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop.abort())
  process.once("disconnect", () => stop.abort())
  process.channel?.unref()
  return stop.signal
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === null) {
    process.stdout.write(HELP)
    return 0
  }
  const unlock = lockFolder(options.state)
  try {
    return await tail(options, untilStopped())
  } finally {
    unlock()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (!(error instanceof AppError) && code === undefined) throw error
  process.stderr.write(`${(error as Error).message}\n`)
  return error instanceof AppError && error.code === "invalid" ? WRONG_USE : 1
})
