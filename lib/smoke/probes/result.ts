import type { ErrorClass } from "@/lib/providers/schema"
import type { Redactor } from "../redact"
import type { Cell, State } from "../schema"
import type { Answer } from "../send"
import type { Session } from "../session"

/** What a check found, before it is known of which check and route. */
export type Result = Omit<Cell, "check">
export type Probe = (session: Session) => Promise<Result>

const MOST_EXCHANGES = 4
const MOST_TOLD = 160
const MOST_SENTENCE = 500

export function result(
  state: State,
  sentence: string,
  { answers = [], facts = {} }: { answers?: readonly Answer[]; facts?: Record<string, string> } = {},
): Result {
  return { state, sentence, facts, exchanges: answers.slice(-MOST_EXCHANGES).map(({ exchange }) => exchange) }
}

export const untested = (sentence: string, answers: readonly Answer[] = []) =>
  result("untested", sentence, { answers })

export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

/** The route's own words on why it refused, short and already redacted. */
export function wordsOf({ exchange }: Answer): string {
  const said =
    /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(exchange.response_body)?.[1] ?? exchange.response_body
  const line = said.replaceAll(/\\n|\s+/g, " ").trim()
  return line.length > MOST_TOLD ? `${line.slice(0, MOST_TOLD)}…` : line
}

/** What is wrong with the key or its account says nothing of the route. */
const ACCOUNT_FAULTS: Partial<Record<ErrorClass, string>> = {
  auth: "The key is not let in",
  permission: "The key is not let in",
  insufficient_balance: "The account cannot pay",
  quota_exhausted: "The account cannot pay",
}

/** Whether an answer shows that nothing can be asked with this key. */
export function isAccountFault(session: Session, answer: Answer): boolean {
  const errorClass = session.classOf(answer)
  return errorClass !== null && ACCOUNT_FAULTS[errorClass] !== undefined
}

/** What an answer without success means for a feature; null where it succeeded. */
export function whyNot(session: Session, answer: Answer): Result | null {
  const { status, fault } = answer
  const answers = [answer]
  if (fault !== null || status === null) return result("fail", `No whole answer: ${fault}`, { answers })
  if (status >= 200 && status < 300) return null
  if (status === 429) return untested("The route refused for its rate, also after waiting.", answers)
  const errorClass = session.classOf(answer)
  const words = wordsOf(answer)
  const told = `${status}${errorClass ? `, ${errorClass}` : ""}${words ? `: ${words}` : ""}`
  const account = errorClass === null ? undefined : ACCOUNT_FAULTS[errorClass]
  if (account) return untested(`${account} (${told}).`, answers)
  if (status >= 500) return result("fail", `The route failed (${told}).`, { answers })
  return result("missing", `Refused (${told}).`, { answers })
}

/** Words of a route's answer may hold what it was sent. */
export function redactResult({ sentence, facts, ...rest }: Result, redact: Redactor): Result {
  const values = Object.entries(facts).map(([name, value]) => [name, redact(value)])
  return { ...rest, sentence: redact(sentence).slice(0, MOST_SENTENCE), facts: Object.fromEntries(values) }
}
