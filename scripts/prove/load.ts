import { setTimeout as sleep } from "node:timers/promises"
import { randomOf } from "../demo/random"
import type { AckLog } from "./ack-log"
import type { Mix, Planned } from "./mix"
import { type Answer, bodyOf, deliver, inWords, isHonest, post, type Target } from "./send"

export interface Sender {
  target: Target
  mix: Mix
}

export interface LoadOptions {
  seed: string
  senders: readonly Sender[]
  log: AckLog
  batch: number
  /** Over all senders. */
  eventsPerSecond: number
  /** Share of batches that are sent once and cut off, whatever became of them. */
  abandoned: number
  /** When it aborts, senders finish what they began and what they held back. */
  until: AbortSignal
}

export interface LoadFigures {
  acked: number
  abandoned: number
  requests: number
  retries: number
  /** Events that the answer to a retry called duplicates: the first try had been stored unheard. */
  duplicates: number
  conflicts: number
  rejected: number
  /** Batches that no try got an answer for. */
  unanswered: number
  /** Refusals other than 429 and 503 with Retry-After. */
  dishonest: string[]
  seconds: number
}

/** A sender that fell behind catches up, but not for longer than this. */
const CATCH_UP_MS = 3_000

function noFigures(): LoadFigures {
  return {
    acked: 0,
    abandoned: 0,
    requests: 0,
    retries: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    unanswered: 0,
    dishonest: [],
    seconds: 0,
  }
}

function tally(figures: LoadFigures, events: readonly Planned[], answer: Answer): void {
  figures.acked += events.length
  figures.duplicates += answer.duplicates
  figures.conflicts += answer.conflicts
  figures.rejected += answer.rejected.length
  const judged = answer.accepted + answer.duplicates + answer.conflicts + answer.rejected.length
  if (judged !== events.length) {
    figures.dishonest.push(`an answer judges ${judged} of ${events.length} events`)
  }
}

async function runSender(options: LoadOptions, number: number, figures: LoadFigures): Promise<void> {
  const sender = options.senders[number]
  if (!sender) return
  const { target, mix } = sender
  const { batch, log, until } = options
  const random = randomOf(options.seed, "sender", number)
  const everyMs = (batch * options.senders.length * 1_000) / options.eventsPerSecond

  const send = async (events: Planned[]) => {
    const { answer, failures } = await deliver(target, bodyOf(events), { random: random.next })
    figures.requests += 1 + failures.length
    figures.retries += failures.length
    figures.dishonest.push(...failures.filter((failure) => !isHonest(failure)).map(inWords))
    if (answer === null) {
      figures.unanswered += 1
      return
    }
    log.write(number, events, true)
    tally(figures, events, answer)
  }
  const abandon = async (events: Planned[]) => {
    log.write(number, events, false)
    const cut = AbortSignal.timeout(random.between(1, 60))
    await post(target, bodyOf(events), cut)
    figures.requests += 1
    figures.abandoned += events.length
  }

  let due = Date.now() + random.next() * everyMs
  while (!until.aborted) {
    const wait = due - Date.now()
    if (wait > 0) await sleep(wait, undefined, { signal: until }).catch(() => undefined)
    if (until.aborted) break
    due = Math.max(due + everyMs, Date.now() - CATCH_UP_MS)
    if (random.chance(options.abandoned)) await abandon(mix.takeUncorrected(batch))
    else await send(mix.take(batch))
  }
  const rest = mix.rest()
  for (let at = 0; at < rest.length; at += batch) await send(rest.slice(at, at + batch))
}

/** Sends at a steady pace until told to stop; every event is answered for in the end or named unanswered. */
export async function runLoad(options: LoadOptions): Promise<LoadFigures> {
  const figures = noFigures()
  const began = Date.now()
  await Promise.all(options.senders.map((_, number) => runSender(options, number, figures)))
  figures.seconds = (Date.now() - began) / 1_000
  return figures
}
