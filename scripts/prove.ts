import { randomInt } from "node:crypto"
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { proveAlerts } from "./prove/alerts"
import { proveCrashes } from "./prove/crash"
import { proveLostAnswers } from "./prove/lost-answers"
import { commitOf, loadOf, machineOf } from "./prove/machine"
import { provePermutation } from "./prove/permutation"
import { proveRebuild } from "./prove/rebuild"
import { Findings, missesOf, type Part, tableOf } from "./prove/report"
import { proveRevocation } from "./prove/revoke"
import { proveStorm } from "./prove/storm"
import { proveSums } from "./prove/sums"
import type { Tenant } from "./prove/tenant"
import { startWorld, type World } from "./prove/world"

interface Proof {
  id: string
  title: string
  /** `loaded`: organisations full of events, for the proofs that come later. */
  run(world: World, findings: Findings, loaded: Tenant[]): Promise<void>
  /** Run only by name: it does not fit into the ten minutes. */
  isLong?: boolean
}

const PROOFS: Proof[] = [
  { id: "R1", title: "kill -9 under load", run: proveCrashes },
  { id: "REBUILD", title: "cubes from the charges anew", run: proveRebuild },
  { id: "R10", title: "sums of any question", run: proveSums },
  { id: "R3", title: "answers lost after COMMIT", run: proveLostAnswers },
  { id: "R4", title: "duplicate storm", run: proveStorm },
  { id: "R6", title: "any order, split and repetition", run: provePermutation },
  { id: "KEYS", title: "revocation", run: proveRevocation },
  { id: "R11", title: "kill -9 around budget crossings", run: proveAlerts, isLong: true },
]

const say = (sentence: string) => process.stderr.write(`${sentence}\n`)

async function proveAll(world: World, chosen: readonly Proof[]): Promise<Part[]> {
  const parts: Part[] = []
  const loaded: Tenant[] = []
  for (const proof of chosen) {
    const { id, title } = proof
    say(`${id}: ${title} …`)
    const findings = new Findings()
    const began = Date.now()
    try {
      await proof.run(world, findings, loaded)
    } catch (error) {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error))
      findings.must("ran to its end", "yes", error instanceof Error ? error.message : "no", false)
    }
    parts.push({ id, title, seconds: (Date.now() - began) / 1_000, figures: findings.figures })
  }
  return parts
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seed: { type: "string" }, only: { type: "string" } } })
  const seed = values.seed ?? String(randomInt(1, 1_000_000_000))
  const only = values.only?.toUpperCase().split(",")
  const chosen = PROOFS.filter(({ id, isLong }) => only?.includes(id) ?? !isLong)
  const began = Date.now()
  const loadBefore = loadOf()
  say(`Seed ${seed}; the same with: npm run prove -- --seed ${seed}`)
  const world = await startWorld(seed, say)
  let misses: string[] = ["The proof was stopped."]
  try {
    const end = () => void world.close(false).finally(() => process.exit(1))
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end)
    process.on("disconnect", end)
    const machine = await machineOf(world)
    const parts = await proveAll(world, chosen)
    misses = missesOf(parts)
    const lost = world.lost()
    if (lost) misses.push(lost.message)
    const duration = Math.round((Date.now() - began) / 1_000)
    const load = { before: loadBefore, after: loadOf() }
    const at = new Date(began).toISOString()
    const report = { at, commit: commitOf(), seed, duration, machine, load, misses, parts }
    writeFileSync("reliability.json", `${JSON.stringify(report, null, 2)}\n`)
    process.stdout.write(
      `${tableOf(parts)}\n\n${duration} s, seed ${seed}, load ${load.before} to ${load.after}, written to reliability.json\n`,
    )
  } finally {
    await world.close(misses.length > 0)
  }
  if (misses.length > 0) say(`\n${misses.join("\n")}\nWhat was sent and stored is in ${world.folder}`)
  else process.stdout.write("Everything held.\n")
  return misses.length === 0 ? 0 : 1
}

process.exit(await main())
