import { type Random, randomOf, zipf } from "../demo/random"
import { drawCall } from "./shapes"

/** One event to send, with what it must come to. */
export interface Planned {
  id: string
  /** JSON, the same at every sending. */
  body: string
  kind: "usage" | "void" | "replace"
  /** Id of the event that it takes out of the totals. */
  target: string | null
  /** Pico; null: unpriced. */
  billed: bigint | null
}

export interface Mix {
  /** The next events, corrections of some among them, before or after their targets. */
  take(size: number): Planned[]
  /** Events that nothing corrects, under ids of their own. */
  takeUncorrected(size: number): Planned[]
  /** What was held back to come later. */
  rest(): Planned[]
}

export interface MixOptions {
  seed: string
  /** Keeps the response ids of different senders apart; their events' ids may be the same. */
  sender: string
  /** Before every id. */
  prefix?: string
  now: Date
  /** How far back the calls lie. */
  days: number
  /** Share of events that are corrected. */
  corrected: number
}

const FEATURES = ["search", "chat", "code-review", "summaries", "triage", "drafts", "labels", null] as const
const TEAMS = ["search", "support", "platform", null] as const
const userRank = zipf(400, 0.9)

function attribution(random: Random): Record<string, unknown> {
  const at = random.between(0, FEATURES.length - 1)
  const feature = FEATURES[at]
  const team = TEAMS[at % TEAMS.length]
  return {
    ...(feature && { feature }),
    ...(team && { team }),
    ...(at % 3 === 0 && { agent: `agent-${at}` }),
    environment: random.chance(0.8) ? "production" : "staging",
    ...(random.chance(0.85) && { user: `user-${userRank(random)}` }),
    ...(random.chance(0.1) && { session: `session-${random.between(0, 99)}` }),
    ...(random.chance(0.2) && { tags: { tier: random.pick(["gold", "tin"]) } }),
    ...(random.chance(0.1) && { request_id: `request-${random.hex(8)}`, attempt: random.between(1, 3) }),
  }
}

/** Draws what one sender sends. The same options give the same events. */
export function createMix({ seed, sender, prefix = "", now, days, corrected }: MixOptions): Mix {
  const random = randomOf(seed, "mix", sender)
  const held = new Map<number, Planned[]>()
  let made = 0
  let position = 0

  const usage = (id: string, extra: Record<string, unknown> = {}): Planned => {
    const back = random.between(60_000, days * 86_400_000)
    const { fields, billed } = drawCall(random, `${sender}-${id}`)
    const time = new Date(now.getTime() - back).toISOString()
    const body = JSON.stringify({ id, time, ...attribution(random), ...fields, ...extra })
    return { id, body, kind: "usage", target: null, billed }
  }
  const correction = (target: string): Planned => {
    const reason = "The proof corrects it."
    if (random.chance(0.5)) {
      const id = `void-${target}`
      const body = JSON.stringify({ id, type: "void", target_id: target, reason })
      return { id, body, kind: "void", target, billed: 0n }
    }
    const replaced = usage(`replace-${target}`, { type: "replace", target_id: target, reason })
    return { ...replaced, kind: "replace", target }
  }
  const hold = (event: Planned) => {
    const later = position + random.between(1, 400)
    held.set(later, [...(held.get(later) ?? []), event])
  }
  const next = (): Planned => {
    position += 1
    const due = held.get(position)
    const first = due?.shift()
    if (first) {
      if (due && due.length > 0) held.set(position + 1, [...due, ...(held.get(position + 1) ?? [])])
      held.delete(position)
      return first
    }
    made += 1
    const event = usage(`${prefix}event-${made}`)
    if (!random.chance(corrected)) return event
    const [one, other] = random.chance(0.5) ? [event, correction(event.id)] : [correction(event.id), event]
    hold(other)
    return one
  }
  return {
    take: (size) => Array.from({ length: size }, next),
    takeUncorrected: (size) =>
      Array.from({ length: size }, () => {
        made += 1
        return usage(`${prefix}alone-${made}`)
      }),
    rest() {
      const late = [...held].sort(([a], [b]) => a - b).flatMap(([, events]) => events)
      held.clear()
      return late
    },
  }
}
