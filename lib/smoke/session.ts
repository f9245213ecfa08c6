import { setTimeout as sleep } from "node:timers/promises"
import { classifyError } from "@/lib/providers/classify-error"
import { has } from "@/lib/providers/json"
import type { ErrorClass } from "@/lib/providers/schema"
import { answeredCost, type PricedRoute, requestOf, worstCase } from "./cost"
import { COUNTED_WORDS, counted } from "./prompts"
import type { Ask, ChatAsk, Protocol } from "./protocols/protocol"
import { PROTOCOL } from "./protocols/registry"
import type { Hold, Purse } from "./purse"
import type { Redactor } from "./redact"
import { type Answer, type SentTo, send } from "./send"
import type { SuiteRoute } from "./suite"

/** So long a refusal is waited for at most, and so often. */
const MOST_WAIT_MS = 30_000
const MOST_WAITS = 2
const UNTOLD_WAIT_MS = 1_000
/** Clocks differ. */
const GRACE_MS = 50

export interface Counted {
  short: Answer
  long: Answer
}

/** An answer 429: what it said of when to come again, and whether that held. */
export interface Refusal {
  answer: Answer
  /** As the header says it. */
  retryAfter: string | null
  waitMs: number
  /** From then on another request is welcome. */
  openAt: number
  /** Null: nobody came again. */
  heldTrue: boolean | null
}

/** A request that was not sent. */
export class NotSent extends Error {}

export interface SessionOptions extends PricedRoute {
  to: SentTo
  /** The route's key, sent by the protocol's own header. */
  key: string | null
  purse: Purse
}

/** One route while it is probed: sends within the purse, waits where it is told to, and remembers what it saw. */
export class Session {
  readonly protocol: Protocol
  readonly refusals: Refusal[] = []
  /** Of answers that were no refusals, by any probe. */
  readonly answers: Answer[] = []
  calls = 0
  spent = 0n
  unpricedCalls = 0
  /** Why nothing more needs to be asked of the route: its key is not let in, or cannot pay. */
  closed: string | null = null
  /** The input tokens of the text of known length, once they were found to be right. */
  rightCount: number | null = null
  private tokenField = "max_tokens"
  private countedOnce: Promise<Counted> | null = null

  constructor(private readonly options: SessionOptions) {
    this.protocol = PROTOCOL[options.route.protocol]
  }

  get route(): SuiteRoute {
    return this.options.route
  }

  get redact(): Redactor {
    return this.options.to.redact
  }

  get priced(): PricedRoute {
    return this.options
  }

  /** Sends a chat. Newer models know the limit of output by another name, which their refusal tells. */
  async chat(ask: ChatAsk): Promise<Answer> {
    const answer = await this.send(this.chatAsk(ask))
    if (this.tokenField !== "max_tokens" || !/max_completion_tokens/.test(answer.text)) return answer
    if (answer.status !== 400) return answer
    this.tokenField = "max_completion_tokens"
    return this.send(this.chatAsk(ask))
  }

  chatAsk(ask: ChatAsk): Ask {
    const made = this.protocol.chat(this.route, ask)
    if (this.tokenField === "max_tokens" || !made.body || !has(made.body, "max_tokens")) return made
    const { max_tokens, ...body } = made.body
    return { ...made, body: { ...body, [this.tokenField]: max_tokens } }
  }

  /** Sends and, while the route refuses for its rate, waits as it says. Throws NotSent where money forbids it. */
  async send(ask: Ask, key: string | null = this.options.key): Promise<Answer> {
    for (let waits = 0; ; waits += 1) {
      const answer = await this.once(ask, key)
      if (answer.status !== 429 || waits >= MOST_WAITS) return answer
      const refusal = this.refusals.at(-1)
      if (!refusal || refusal.waitMs > MOST_WAIT_MS) return answer
      await sleep(refusal.waitMs + GRACE_MS)
    }
  }

  /** Sends once more when a refusal's time is over; not where that is further off than a run waits. */
  async comeAgain(ask: Ask, { waitMs, openAt }: Refusal): Promise<void> {
    if (waitMs > MOST_WAIT_MS) return
    await sleep(Math.max(0, openAt - performance.now()) + GRACE_MS)
    await this.once(ask, this.options.key)
  }

  /** An answer to a text of known length, and one without it; sent once, whoever asks. */
  counted(): Promise<Counted> {
    this.countedOnce ??= this.count()
    return this.countedOnce
  }

  private async count(): Promise<Counted> {
    const short = await this.chat({ prompt: counted(0) })
    return { short, long: await this.chat({ prompt: counted(COUNTED_WORDS) }) }
  }

  /** Sends `count` at once and waits for none of them. */
  async burst(ask: Ask, count: number): Promise<Answer[]> {
    const holds: Hold[] = []
    try {
      while (holds.length < count) holds.push(this.hold(ask))
    } catch (error) {
      // All of them or none: too few would provoke nothing.
      for (const hold of holds) this.options.purse.settle(hold, 0n)
      throw error
    }
    return Promise.all(holds.map((hold) => this.paid(ask, hold, this.options.key)))
  }

  classOf(answer: Answer): ErrorClass | null {
    const { status, headers, body, text } = answer
    return classifyError(requestOf(this.route), { body: body ?? text, status, headers })?.errorClass ?? null
  }

  private hold(ask: Ask): Hold {
    const { purse } = this.options
    const worst = worstCase(this.options, ask)
    const hold = purse.hold(worst)
    if (hold) return hold
    throw new NotSent(
      worst === null
        ? `No price is known for ${this.route.model}: state one (price), or pass --allow-unpriced.`
        : "The cap does not allow what this may cost.",
    )
  }

  private async once(ask: Ask, key: string | null): Promise<Answer> {
    const before = this.refusals.at(-1)
    const began = performance.now()
    const answer = await this.paid(ask, this.hold(ask), key)
    if (before && before.heldTrue === null && before.retryAfter !== null && began >= before.openAt) {
      before.heldTrue = answer.status !== 429
    }
    return answer
  }

  private async paid(ask: Ask, hold: Hold, key: string | null): Promise<Answer> {
    const { purse, to } = this.options
    const headers = { ...(key === null ? {} : this.protocol.auth(key)), ...to.headers }
    const unpricedBefore = purse.unpricedCalls
    const answer = await send(ask, { ...to, headers })
    this.calls += 1
    this.spent += purse.settle(hold, answeredCost(this.options, ask, answer))
    this.unpricedCalls += purse.unpricedCalls - unpricedBefore
    if (answer.status === 429) this.refuse(answer)
    else this.answers.push(answer)
    return answer
  }

  private refuse(answer: Answer): void {
    const retryAfter = answer.headers["retry-after"] ?? null
    const waitMs = waitOf(retryAfter)
    const openAt = performance.now() + waitMs
    this.refusals.push({ answer, retryAfter, waitMs, openAt, heldTrue: null })
  }
}

/** Seconds or a date. */
function waitOf(retryAfter: string | null): number {
  if (retryAfter === null) return UNTOLD_WAIT_MS
  if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * 1_000
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? UNTOLD_WAIT_MS : Math.max(0, at - Date.now())
}
