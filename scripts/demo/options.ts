import { existsSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { DEFAULT_EVENTS, DEFAULT_SEED } from "./generate"

export interface DemoArguments {
  /** About how many events; meaningless with a trace, which has as many as it has. */
  events: number
  seed: string
  /** Absolute path of a trace to replay in place of generated traffic. */
  trace: string | null
}

const MAX_EVENTS = 20_000_000

/** Reads what stands behind `npm run demo --`. Throws with a sentence on anything it does not know. */
export function parseDemoArguments(argv: readonly string[]): DemoArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: { events: { type: "string" }, seed: { type: "string" }, trace: { type: "string" } },
    allowPositionals: false,
  })
  const events = Number(values.events ?? DEFAULT_EVENTS)
  if (!Number.isSafeInteger(events) || events < 0 || events > MAX_EVENTS) {
    throw new Error(`--events takes a whole number up to ${MAX_EVENTS}.`)
  }
  const seed = values.seed ?? DEFAULT_SEED
  if (!/^[a-z0-9-]{1,32}$/.test(seed)) {
    throw new Error("--seed takes up to 32 small letters, digits and hyphens.")
  }
  if (values.trace === undefined) return { events, seed, trace: null }
  if (values.events !== undefined || values.seed !== undefined) {
    throw new Error("A trace has its own events: use --trace without --events and --seed.")
  }
  const trace = resolve(values.trace)
  if (!existsSync(trace) || !statSync(trace).isFile())
    throw new Error(`There is no trace at ${values.trace}.`)
  return { events, seed, trace }
}
