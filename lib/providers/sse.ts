import { isObject, type Json, parseJson } from "./json"

const FIELD = /^(?:data|event|id|retry)(?::|$)|^:/

/** True where a text body is server-sent events rather than JSON or prose. */
export function looksLikeSse(text: string): boolean {
  const start = text.trimStart()
  const end = start.search(/[\r\n]/)
  return FIELD.test(end < 0 ? start : start.slice(0, end))
}

/**
 * The JSON objects of raw SSE text, in order. Comments (keep-alives), `[DONE]` and data that is not a
 * JSON object are left out; several `data:` lines of one event are joined as the standard says. An
 * event named `error` whose data lacks an `error` field is given one, so that the name is not lost.
 */
export function parseSse(text: string): Json[] {
  const events: Json[] = []
  let data = ""
  let name = ""
  const close = () => {
    if (data !== "") push(events, data, name)
    data = ""
    name = ""
  }
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") close()
    else if (line.startsWith("data:")) data += (data === "" ? "" : "\n") + fieldValue(line, 5)
    else if (line.startsWith("event:")) name = fieldValue(line, 6)
  }
  close()
  return events
}

function fieldValue(line: string, from: number): string {
  return line.charCodeAt(from) === 32 ? line.slice(from + 1) : line.slice(from)
}

function push(events: Json[], data: string, name: string) {
  if (data === "[DONE]") return
  const whole = parseJson(data)
  if (isObject(whole)) {
    events.push(name === "error" && whole.error === undefined ? { ...whole, error: whole } : whole)
    return
  }
  if (Array.isArray(whole)) {
    for (const event of whole) if (isObject(event)) events.push(event)
    return
  }
  // Some senders put one JSON document on each data line and forget the blank line between events.
  const lines = whole === undefined ? data.split("\n") : []
  if (lines.length > 1) for (const line of lines) push(events, line, name)
  else if (name === "error") events.push({ error: data.slice(0, 2000) })
}
