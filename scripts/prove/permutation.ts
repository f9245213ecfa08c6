import fc from "fast-check"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import { randomOf } from "../demo/random"
import { askSpend } from "./ask"
import { cubeLines, differences, namedCubeLines } from "./cubes"
import { untilLevel } from "./level"
import { count, type Findings } from "./report"
import { bodyOf, deliver } from "./send"
import { drawCall } from "./shapes"
import { makeTenant, type SourceKey } from "./tenant"
import type { World } from "./world"

const RUNS = 50
const TIME = { wantedMs: 100_000, reservedMs: 20_000 }
const EVENTS = 24
/** One without an offset, one with half an hour, one whose clock may change within the data. */
const ZONES = ["UTC", "Asia/Kolkata", "America/New_York"]
const FROM_DAYS = 30

interface Sendable {
  body: string
}

/** Calls of all shapes, voids and replaces, corrections of corrections, and a replacement of what never comes. */
function fixedList(seed: string, now: Date): Sendable[] {
  const random = randomOf(seed, "permutation")
  const call = (id: string, more: Record<string, unknown> = {}) => {
    const { fields } = drawCall(random, `permutation-${id}`)
    const time = new Date(now.getTime() - random.between(3_600_000, FROM_DAYS * 86_400_000)).toISOString()
    const user = random.chance(0.7) ? { user: random.pick(["ann", "ben", "cem"]) } : {}
    const feature = random.chance(0.8) ? { feature: random.pick(["search", "chat"]) } : {}
    return { body: JSON.stringify({ id, time, ...user, ...feature, ...fields, ...more }) }
  }
  const reason = "The proof corrects it."
  const withdraw = (id: string, target: string) => ({
    body: JSON.stringify({ id, type: "void", target_id: target, reason }),
  })
  const replace = (id: string, target: string) => call(id, { type: "replace", target_id: target, reason })
  return [
    ...Array.from({ length: EVENTS }, (_, n) => call(`event-${n}`)),
    withdraw("void-1", "event-1"),
    withdraw("void-2", "event-2"),
    replace("replace-3", "event-3"),
    replace("replace-4", "event-4"),
    withdraw("void-of-replace-4", "replace-4"),
    replace("replace-5", "event-5"),
    replace("replace-of-replace-5", "replace-5"),
    replace("replace-of-nothing", "never-sent"),
  ]
}

/** An order, what comes again, where requests end, and how many senders share them. */
function plans(length: number) {
  const index = fc.nat({ max: length - 1 })
  return fc.record({
    order: fc.shuffledSubarray([...Array(length).keys()], { minLength: length }),
    repeats: fc.array(fc.record({ event: index, at: index }), { maxLength: 12 }),
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
    senders: fc.integer({ min: 1, max: 3 }),
  })
}
type Plan = ReturnType<typeof plans> extends fc.Arbitrary<infer T> ? T : never

function requestsOf({ order, repeats, sizes }: Plan, list: readonly Sendable[]): Sendable[][] {
  const sequence = [...order]
  for (const { event, at } of repeats) sequence.splice(at, 0, event)
  const requests: Sendable[][] = []
  for (let at = 0, n = 0; at < sequence.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1
    requests.push(sequence.slice(at, at + size).flatMap((index) => list.slice(index, index + 1)))
    at += size
  }
  return requests
}

async function send(
  world: World,
  source: SourceKey,
  plan: Plan,
  list: readonly Sendable[],
): Promise<string | null> {
  const requests = requestsOf(plan, list)
  let fault: string | null = null
  const random = randomOf(world.seed, "permutation sender")
  await Promise.all(
    Array.from({ length: plan.senders }, async () => {
      for (let next = requests.shift(); next; next = requests.shift()) {
        const { answer } = await deliver({ base: world.base, key: source.key }, bodyOf(next), {
          random: random.next,
        })
        if (answer === null || answer.conflicts + answer.rejected.length > 0) fault ??= JSON.stringify(answer)
      }
    }),
  )
  return fault
}

interface State {
  /** What the API says, and the cubes with words for numbers. */
  text: string
  fault: string | null
}

async function stateAfter(
  world: World,
  plan: Plan,
  list: readonly Sendable[],
  zone: string,
  now: Date,
): Promise<State> {
  const tenant = await makeTenant("Permutation", zone, ["app"])
  const [source] = tenant.sources
  if (!source) throw new Error("The permutation has no source.")
  const fault = await send(world, source, plan, list)
  if (fault !== null) return { text: "", fault }
  if (!(await untilLevel(world, tenant.orgId))) return { text: "", fault: "The worker does not catch up." }
  const grown = await cubeLines(world, tenant.orgId)
  await rebuildCubes(tenant.scope)
  const changed = differences(grown, await cubeLines(world, tenant.orgId))
  if (changed > 0) return { text: "", fault: `${changed} cells differ after a rebuild.` }
  const range = {
    from: new Date(now.getTime() - (FROM_DAYS + 2) * 86_400_000).toISOString(),
    to: new Date(now.getTime() + 86_400_000).toISOString(),
    limit: 100,
  }
  const answers = await Promise.all([
    askSpend(world, tenant, { ...range, interval: "day", group_by: "feature,model" }),
    askSpend(world, tenant, { ...range, interval: "day", group_by: "user" }),
  ])
  const said = answers.map(({ total, groups, series, unpriced }) => ({ total, groups, series, unpriced }))
  return { text: JSON.stringify([said, await namedCubeLines(world, tenant.orgId)]), fault }
}

/** R6: any order, split and repetition of the same events, by any number of senders, ends in the same bytes. */
export async function provePermutation(world: World, findings: Findings): Promise<void> {
  const now = new Date()
  const list = fixedList(world.seed, now)
  const expected = new Map<string, string>()
  const property = fc.asyncProperty(plans(list.length), fc.constantFrom(...ZONES), async (plan, zone) => {
    const { text, fault } = await stateAfter(world, plan, list, zone, now)
    if (fault !== null) throw new Error(fault)
    const first = expected.get(zone) ?? text
    expected.set(zone, first)
    if (text !== first) throw new Error(`Another state than that of the first order in ${zone}.`)
  })
  const seed = randomOf(world.seed, "fast-check").between(0, 2 ** 31 - 1)
  const result = await fc.check(property, {
    seed,
    numRuns: RUNS,
    interruptAfterTimeLimit: world.within(TIME.wantedMs, TIME.reservedMs),
  })
  const { numRuns, failed, counterexample, errorInstance, interrupted } = result
  findings.pace(
    "orders tried",
    count(RUNS),
    `${numRuns}, fast-check seed ${seed}`,
    !interrupted && numRuns >= RUNS,
  )
  const broken = failed && counterexample !== null
  findings.must(
    "orders with other cubes or another spend",
    0,
    broken ? `${String(errorInstance)} after ${JSON.stringify(counterexample)}` : 0,
    !broken,
  )
}
