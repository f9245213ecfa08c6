import { join } from "node:path"
import { ingestAnswerSchema } from "@/lib/sources/events-schema"
import { randomOf } from "../demo/random"
import { openAckLog, readAckLog } from "./ack-log"
import { expectedOf } from "./expected"
import { createMix, type Mix } from "./mix"
import { type FaultyProxy, startProxy } from "./proxy"
import { count, type Findings } from "./report"
import { bodyOf, deliver } from "./send"
import { reportSettled, settle } from "./settle"
import { makeTenant } from "./tenant"
import type { World } from "./world"

const SENDERS = 4
const BATCHES_EACH = 300
const BATCH = 20

interface Retried {
  /** Events sent again after the server's answer had been cut off. */
  events: number
  /** Of these, called duplicates by the answer to the retry. */
  duplicates: number
  unanswered: number
}

async function sendAll(
  proxy: FaultyProxy,
  key: string,
  mix: Mix,
  sender: number,
  world: World,
  log: ReturnType<typeof openAckLog>,
) {
  const random = randomOf(world.seed, "through the proxy", sender)
  const retried: Retried = { events: 0, duplicates: 0, unanswered: 0 }
  for (let n = 0; n < BATCHES_EACH; n += 1) {
    const events = mix.take(BATCH)
    const { answer, failures } = await deliver({ base: proxy.url, key }, bodyOf(events), {
      random: random.next,
    })
    if (answer === null) {
      retried.unanswered += 1
      continue
    }
    log.write(sender, events, true)
    if (failures.length === 0) continue
    retried.events += events.length
    retried.duplicates += answer.duplicates
  }
  return retried
}

/** Of a request that arrived twice, each event must be accepted by one answer and a duplicate for the other. */
function countDoubled(proxy: FaultyProxy): { events: number; acceptedOnce: number } {
  const seen = { events: 0, acceptedOnce: 0 }
  for (const { body, first, second } of proxy.secondAnswers) {
    const events = (JSON.parse(body) as unknown[]).length
    const answers = [first, second].map((text) => ingestAnswerSchema.parse(JSON.parse(text)))
    const accepted = answers.reduce((sum, answer) => sum + answer.accepted, 0)
    const duplicates = answers.reduce((sum, answer) => sum + answer.duplicates, 0)
    seen.events += events
    if (accepted <= events && accepted + duplicates === 2 * events) seen.acceptedOnce += events
  }
  return seen
}

/** R3: answers are lost after COMMIT and requests arrive twice; nothing is counted twice. */
export async function proveLostAnswers(world: World, findings: Findings): Promise<void> {
  const { seed } = world
  const names = Array.from({ length: SENDERS }, (_, i) => `app-${i + 1}`)
  const tenant = await makeTenant("Lost answers", "America/New_York", names)
  const proxy = await startProxy({
    target: world.base,
    cut: 0.05,
    doubled: 0.05,
    random: randomOf(seed, "proxy"),
  })
  const path = join(world.folder, "proxy.jsonl")
  const log = openAckLog(path)
  const now = new Date()
  const retried = await Promise.all(
    tenant.sources.map(({ name, key }, sender) => {
      const mix = createMix({ seed, sender: `proxy-${name}`, now, days: 33, corrected: 0.03 })
      return sendAll(proxy, key, mix, sender, world, log)
    }),
  )
  await proxy.close()
  log.close()

  const sum = (pick: (one: Retried) => number) => retried.reduce((total, one) => total + pick(one), 0)
  const { requests, cut, doubled } = proxy.counts
  findings.note("requests, answers cut, requests doubled", [requests, cut, doubled].map(count).join(", "))
  findings.exactly(
    "batches never answered",
    0,
    sum(({ unanswered }) => unanswered),
  )
  const again = sum(({ events }) => events)
  findings.must(
    "events retried after a cut, called duplicates",
    count(again),
    count(sum(({ duplicates }) => duplicates)),
    again > 0 && again === sum(({ duplicates }) => duplicates),
  )
  const twice = countDoubled(proxy)
  findings.must(
    "events that arrived twice, accepted once at most",
    count(twice.events),
    count(twice.acceptedOnce),
    twice.events > 0 && twice.events === twice.acceptedOnce,
  )
  const expected = expectedOf(readAckLog(path), (sender) => tenant.sources[sender]?.sourceId ?? 0)
  reportSettled(findings, [await settle(world, tenant, expected)])
}
