import type { Json } from "@/lib/providers/json"
import { type Probe, result, untested } from "./result"

const MARK = /deprecat|sunset|shut_?down|expir|retire|end_of_life|discontinu/i

/** The field of a model's entry that says it goes away, and what it says; null where none does. */
function markOf(model: Json): string | null {
  for (const [name, value] of Object.entries(model)) {
    if (!MARK.test(name) || value === null || value === false || value === "") continue
    return `${name}: ${typeof value === "object" ? JSON.stringify(value).slice(0, 100) : String(value).slice(0, 100)}`
  }
  return null
}

const isOwn = (asked: string) => (model: Json) => model.id === asked || String(model.id).endsWith(`/${asked}`)

/** Whether the list of models says which of them go away, and whether the one in use does. */
export const deprecation: Probe = async (session) => {
  const answer = await session.send(session.protocol.models)
  const answers = [answer]
  const list = session.protocol.modelsOf(answer.body ?? {})
  if (!list)
    return result("missing", `There is no list of models (${answer.status ?? answer.fault}).`, { answers })
  const { model } = session.route
  const own = list.find(isOwn(model))
  const mark = own ? markOf(own) : null
  const marked = list.filter((each) => markOf(each) !== null).length
  const facts = { models: String(list.length), marked: String(marked), listed: own ? "yes" : "no" }
  if (mark !== null) return result("pass", `${model} is marked: ${mark}.`, { answers, facts })
  if (marked > 0)
    return result("pass", `${marked} of ${list.length} models are marked, ${model} is not.`, {
      answers,
      facts,
    })
  if (list.length === 0) return untested("The list of models is empty.", answers)
  return result("missing", `No model of ${list.length} is marked.`, { answers, facts })
}
