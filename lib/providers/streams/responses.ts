import { has, isObject, type Json, listAt, objectAt, textAt } from "../json"

/** The last `response` that carries usage; Realtime sessions, one per answer, are added up. */
export function foldResponses(events: readonly Json[]): Json | null {
  let last: Json | null = null
  let withUsage: Json | null = null
  const realtime: Json[] = []
  const doneItems: unknown[] = []
  for (const event of events) {
    if (event.type === "response.output_item.done") doneItems.push(event.item)
    const response = objectAt(event, "response")
    if (response === null) continue
    last = response
    if (!isObject(response.usage)) continue
    if (event.type === "response.done") realtime.push(response)
    withUsage = response
  }
  if (realtime.length > 1) return addRealtime(realtime)
  const chosen = withUsage ?? last
  if (chosen === null) return null
  const tail = last !== null && has(last, "error") && !has(chosen, "error") ? { error: last.error } : null
  const output = listAt(chosen, "output").length > 0 ? null : { output: doneItems }
  return tail || (output && doneItems.length > 0) ? { ...chosen, ...output, ...tail } : chosen
}

function addRealtime(responses: readonly Json[]): Json {
  let usage: Json = {}
  for (const response of responses) usage = added(usage, objectAt(response, "usage") ?? {})
  const last = responses.at(-1) ?? {}
  return {
    object: "realtime.response",
    id: textAt(last, "id"),
    model: last.model,
    status: last.status,
    usage,
  }
}

/** Adds counts of the same name, one level of detail objects included; detail lists are joined. */
export function added(sum: Json, more: Json): Json {
  return addedTo(sum, more, (a, b) => (isObject(a) && isObject(b) ? addedTo(a, b, () => a) : a))
}

function addedTo(sum: Json, more: Json, other: (a: unknown, b: unknown) => unknown): Json {
  const out: Json = { ...sum }
  for (const key of Object.keys(more)) {
    const a = out[key]
    const b = more[key]
    if (a === undefined || a === null) out[key] = b
    else if (typeof a === "number" && typeof b === "number") out[key] = a + b
    else if (Array.isArray(a) && Array.isArray(b)) out[key] = [...a, ...b]
    else out[key] = other(a, b)
  }
  return out
}
