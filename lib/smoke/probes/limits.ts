import { HELLO } from "../prompts"
import type { Session } from "../session"
import { type Probe, type Result, result, untested } from "./result"

const LIMIT_HEADER = /rate-?limit/i
const MOST_FACTS = 16

/** What of the route's limits its answers state. */
export const rateLimit: Probe = async (session) => {
  // Lists of models and refusals are not what is limited.
  const answers = session.answers.filter(
    ({ status, exchange }) => status !== null && status < 300 && exchange.method === "POST",
  )
  if (answers.length === 0) return untested("No call was answered.")
  const seen = answers.findLast(({ headers }) => Object.keys(headers).some((name) => LIMIT_HEADER.test(name)))
  if (!seen) return result("missing", `None of ${answers.length} answers states a limit.`)
  const stated = Object.entries(seen.headers).filter(([name]) => LIMIT_HEADER.test(name))
  const facts = Object.fromEntries(
    stated.slice(0, MOST_FACTS).map(([name, value]) => [name.slice(0, 60), value.slice(0, 300)]),
  )
  return result("pass", `Stated by ${stated.length} headers.`, { answers: [seen], facts })
}

/** Whether a refusal for the rate says when to come again, and whether that is true. */
export const retryAfter: Probe = async (session) => {
  const { burst } = session.route
  if (session.refusals.length === 0 && burst !== undefined) await provoke(session, burst)
  return judged(session)
}

async function provoke(session: Session, burst: number): Promise<void> {
  const ask = session.chatAsk({ prompt: HELLO })
  await session.burst(ask, burst)
  const refusal = session.refusals.at(-1)
  // Coming again as told shows whether it was true.
  if (refusal?.retryAfter != null) await session.comeAgain(ask, refusal)
}

function judged({ refusals, calls, route }: Session): Result {
  const answers = refusals.map(({ answer }) => answer)
  if (refusals.length === 0) {
    const how = route.burst === undefined ? "; burst provokes one" : ""
    return untested(`No refusal in ${calls} calls${how}.`)
  }
  const facts = {
    refusals: String(refusals.length),
    "retry-after": [...new Set(refusals.map(({ retryAfter }) => retryAfter ?? "none"))]
      .join(", ")
      .slice(0, 300),
  }
  const silent = refusals.filter((each) => each.retryAfter === null).length
  if (silent > 0) {
    return result("missing", `${silent} of ${refusals.length} refusals (429) had no Retry-After.`, {
      answers,
      facts,
    })
  }
  const broken = refusals.find(({ heldTrue }) => heldTrue === false)
  if (broken) {
    const sentence = `Retry-After said ${broken.retryAfter}, and after that the route still refused.`
    return result("fail", sentence, { answers, facts })
  }
  const kept = refusals.some(({ heldTrue }) => heldTrue === true)
  const sentence = kept
    ? "Said when to come again, and it was true."
    : "Said when to come again; longer than a run waits."
  return result("pass", sentence, { answers, facts })
}
