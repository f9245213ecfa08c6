import { ms, type Probe, result } from "./result"

/** Whether anybody answers at the address, whatever it says. Costs nothing. */
export const reach: Probe = async (session) => {
  const answer = await session.send(session.protocol.models)
  const { status, fault } = answer
  const answers = [answer]
  if (status === null) return result("fail", `Nobody answers: ${fault}`, { answers })
  const facts = { took: ms(answer.ms), status: String(status) }
  const list = session.protocol.modelsOf(answer.body ?? {})
  if (status >= 300 || !list) {
    return result("pass", `It answers, without a list of models (${status}).`, { answers, facts })
  }
  return result("pass", `It answers and lists ${list.length} models.`, { answers, facts })
}
