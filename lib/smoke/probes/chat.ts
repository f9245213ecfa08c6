import { quantile } from "@/lib/forecast/day-model"
import { usageIn } from "../cost"
import { HELLO } from "../prompts"
import type { Answer } from "../send"
import type { Session } from "../session"
import { isAccountFault, ms, type Probe, type Result, result, untested, whyNot } from "./result"

const STREAMS = 3

/** Why an answer without the words it should have says nothing yet; null where it has them. */
export function cutShort(session: Session, answer: Answer): Result | null {
  const { text, cut } = session.protocol.read(answer.body ?? {})
  if (!cut || text.trim() !== "") return null
  return untested(
    `Cut after ${session.route.max_output_tokens} tokens before any text: raise max_output_tokens.`,
    [answer],
  )
}

/** Answers with the word it is asked for. */
export const chat: Probe = async (session) => {
  const answer = await session.chat({ prompt: HELLO })
  const answers = [answer]
  const why = whyNot(session, answer) ?? cutShort(session, answer)
  if (why) {
    if (isAccountFault(session, answer)) session.closed = why.sentence
    return why.state === "missing" ? { ...why, state: "fail" } : why
  }
  const { text } = session.protocol.read(answer.body ?? {})
  if (text.trim() === "") return result("fail", "It answered without text.", { answers })
  const facts = { took: ms(answer.ms), said: text.trim().slice(0, 60) }
  return result("pass", `Answered in ${ms(answer.ms)}.`, { answers, facts })
}

/** When text came, of a stream's events. */
function textTimes(session: Session, { events }: Answer): number[] {
  return events.flatMap((each) => (session.protocol.read(each.event).text === "" ? [] : [each.ms]))
}

export function firstTokenMs(session: Session, answer: Answer): number | null {
  return textTimes(session, answer)[0] ?? null
}

function longestGap(times: readonly number[]): number {
  return times.reduce((most, at, index) => Math.max(most, at - (times[index - 1] ?? at)), 0)
}

/** Streams in parts, with the time of the first and usage at the end. */
export const stream: Probe = async (session) => {
  const answers: Answer[] = []
  for (let n = 0; n < STREAMS; n += 1) {
    const answer = await session.chat({ prompt: HELLO, stream: true })
    answers.push(answer)
    const why = whyNot(session, answer)
    if (why) return why
  }
  return streamed(session, answers)
}

function streamed(session: Session, answers: readonly Answer[]): Result {
  const [last] = answers.slice(-1)
  if (!last || answers.some(({ events }) => events.length === 0)) {
    return result("missing", "It answered in one piece, not as a stream.", { answers })
  }
  if (answers.some(({ events }) => events.some(({ event }) => event.error !== undefined))) {
    return result("fail", "The stream broke off with an error.", { answers })
  }
  const firsts = answers.flatMap((answer) => firstTokenMs(session, answer) ?? [])
  if (firsts.length === 0) return untested("The stream held no text: raise max_output_tokens.", answers)
  const first = quantile(firsts, 0.5)
  const facts = {
    "first token": ms(first),
    "longest gap": ms(Math.max(...answers.map((answer) => longestGap(textTimes(session, answer))))),
    events: String(last.events.length),
    streams: String(answers.length),
  }
  if (usageIn(session.route, last) === null) {
    return result("fail", `First token after ${ms(first)}, but no usage at the end.`, { answers, facts })
  }
  return result("pass", `First token after ${ms(first)}, usage at the end.`, { answers, facts })
}
