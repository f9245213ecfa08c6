import type { ErrorClass } from "@/lib/providers/schema"
import { HELLO, NO_SUCH_MODEL, WRONG_KEY, words } from "../prompts"
import type { Ask } from "../protocols/protocol"
import type { Session } from "../session"
import { type Probe, type Result, result, untested, wordsOf } from "./result"

/** Sends what must be refused, and looks whether the refusal can be told for what it is. */
async function refused(
  session: Session,
  ask: Ask,
  { expected, accepted, key }: { expected: ErrorClass; accepted: string; key?: string },
): Promise<Result> {
  const answer = key === undefined ? await session.send(ask) : await session.send(ask, key)
  const answers = [answer]
  const { status, fault } = answer
  if (fault !== null || status === null) return result("fail", `No whole answer: ${fault}`, { answers })
  if (status < 300) return result("fail", accepted, { answers })
  if (status === 429) return untested("The route refused for its rate, also after waiting.", answers)
  const errorClass = session.classOf(answer)
  const facts = { status: String(status), class: errorClass ?? "none" }
  if (errorClass === expected) return result("pass", `${status}, told as ${expected}.`, { answers, facts })
  const words = wordsOf(answer)
  return result("fail", `${status}, told as ${errorClass ?? "nothing"}, not as ${expected}: ${words}`, {
    answers,
    facts,
  })
}

export const authError: Probe = (session) =>
  refused(session, session.chatAsk({ prompt: HELLO }), {
    expected: "auth",
    accepted: "A wrong key was let in.",
    key: WRONG_KEY,
  })

export const badModel: Probe = (session) =>
  refused(session, session.chatAsk({ prompt: HELLO, model: NO_SUCH_MODEL }), {
    expected: "model_not_found",
    accepted: `It answered for the model ${NO_SUCH_MODEL}, which does not exist.`,
  })

export const badParameter: Probe = (session) =>
  refused(session, session.chatAsk({ prompt: HELLO, more: { temperature: "hot" } }), {
    expected: "invalid_request",
    accepted: "A temperature that is no number was accepted.",
  })

/** A tenth above what the route is said to take. */
export const oversized: Probe = async (session) => {
  const { context_tokens } = session.route
  if (context_tokens === undefined) return untested("The route's context_tokens are not stated.")
  const prompt = words(Math.ceil(context_tokens * 1.1))
  return refused(session, session.chatAsk({ prompt }), {
    expected: "context_length",
    accepted: `A prompt of ${Math.ceil(context_tokens * 1.1)} words was accepted, more than the context is said to hold.`,
  })
}
