import { randomOf } from "../demo/random"
import { expectedOf } from "./expected"
import { createMix, type Planned } from "./mix"
import { count, type Findings } from "./report"
import { bodyOf, inWords, post, type Sent } from "./send"
import { reportSettled, settle } from "./settle"
import { makeTenant } from "./tenant"
import type { World } from "./world"

const IDS = 2_000
const CLIENTS = 16
const BATCH = 100
const SENDS = 200_000
const TIME = { wantedMs: 90_000, reservedMs: 55_000 }
const ALTERED = 0.01

interface StormFigures {
  sends: number
  accepted: number
  duplicates: number
  altered: number
  /** Altered events that the answer lists as conflicts; any other event in conflict is a fault. */
  conflicts: number
  faults: string[]
}

/** The same id with another word in it. */
function alter({ id, body, ...event }: Planned, word: string): Planned {
  return { ...event, id, body: JSON.stringify({ ...(JSON.parse(body) as object), agent: word }) }
}

function judge(figures: StormFigures, sent: Sent, altered: ReadonlySet<number>, size: number): void {
  if (sent.kind !== "answered" || sent.status !== 200) {
    figures.faults.push(inWords(sent))
    return
  }
  const { accepted, duplicates, conflicts, conflicting = [] } = sent.answer
  figures.sends += size
  figures.accepted += accepted
  figures.duplicates += duplicates
  figures.altered += altered.size
  const named = conflicting.filter(({ index }) => altered.has(index)).length
  figures.conflicts += named
  if (named !== conflicts || accepted + duplicates + conflicts !== size) {
    figures.faults.push(
      `${accepted} + ${duplicates} + ${conflicts} of ${size}, ${named} of ${altered.size} named`,
    )
  }
}

async function runClient(
  world: World,
  number: number,
  key: string,
  events: readonly Planned[],
  stored: Set<number>,
  figures: StormFigures,
  deadline: number,
): Promise<void> {
  const random = randomOf(world.seed, "storm", number)
  for (let n = 0; n < SENDS / CLIENTS / BATCH && Date.now() < deadline; n += 1) {
    const altered = new Set<number>()
    const drawn = Array.from({ length: BATCH }, () => random.between(0, IDS - 1))
    const batch = drawn.flatMap((at, index) => {
      const event = events[at]
      if (!event) return []
      // Only what is known to be stored can be contradicted; before that, the altered one could be first.
      if (!stored.has(at) || !random.chance(ALTERED)) return [event]
      altered.add(index)
      return [alter(event, `other-${random.hex(8)}`)]
    })
    const sent = await post({ base: world.base, key }, bodyOf(batch))
    judge(figures, sent, altered, batch.length)
    if (sent.kind === "answered") for (const at of drawn) stored.add(at)
  }
}

async function deadlocks(world: World): Promise<number> {
  const { rows } = await world.database.query<{ n: number }>(
    "select deadlocks::integer as n from pg_stat_database where datname = current_database()",
  )
  return rows[0]?.n ?? 0
}

/** R4: many clients send the same few ids at once, some with another content. */
export async function proveStorm(world: World, findings: Findings): Promise<void> {
  const tenant = await makeTenant("Storm", "Asia/Kathmandu", ["app"])
  const [source] = tenant.sources
  if (!source) throw new Error("The storm has no source.")
  const mix = createMix({ seed: world.seed, sender: "storm", now: new Date(), days: 33, corrected: 0 })
  const events = mix.take(IDS)
  const figures: StormFigures = { sends: 0, accepted: 0, duplicates: 0, altered: 0, conflicts: 0, faults: [] }
  const before = await deadlocks(world)
  const stored = new Set<number>()
  const began = Date.now()
  const deadline = began + world.within(TIME.wantedMs, TIME.reservedMs)
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) =>
      runClient(world, n, source.key, events, stored, figures, deadline),
    ),
  )
  const tookMs = Date.now() - began

  findings.pace(
    `sends of ${count(IDS)} ids from ${CLIENTS} clients`,
    count(SENDS),
    `${count(figures.sends)} in ${(tookMs / 1_000).toFixed(0)} s`,
    figures.sends >= SENDS,
  )
  findings.exactly("accepted", IDS, figures.accepted)
  findings.must(
    "altered and called conflicts",
    count(figures.altered),
    count(figures.conflicts),
    figures.altered > 0 && figures.altered === figures.conflicts,
  )
  const [fault] = figures.faults
  findings.must("answers other than 200 that judge every event", 0, fault ?? 0, fault === undefined)
  findings.exactly("deadlocks", 0, (await deadlocks(world)) - before)
  const logged = events.map((event) => ({ ...event, sender: 0, acked: true }))
  reportSettled(findings, [
    await settle(
      world,
      tenant,
      expectedOf(logged, () => source.sourceId),
    ),
  ])
}
