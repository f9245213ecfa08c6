import { isUtf8 } from "node:buffer"
import { isObject } from "@/lib/providers/json"

/** A line longer than this is refused without being read whole. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024

export type ReadLine =
  | { kind: "event"; text: string }
  | { kind: "blank" }
  | { kind: "refused"; code: string; detail: string }

const refused = (code: string, detail: string): ReadLine => ({ kind: "refused", code, detail })

/**
 * The event of a line, its own text but for an id and a time where it has none: so a line that is sent again is
 * the same event, and one that waits keeps the time at which it was seen.
 */
export function readLine(bytes: Buffer, id: string, seen: Date): ReadLine {
  if (!isUtf8(bytes)) return refused("not_utf8", "The line is not valid UTF-8.")
  const text = bytes
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trim()
  if (text === "") return { kind: "blank" }
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch (error) {
    return refused("not_json", `The line is not JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  if (!isObject(event)) return refused("not_an_object", "An event is a JSON object.")
  const added = [
    ...(event.id === undefined ? [`"id":${JSON.stringify(id)}`] : []),
    ...(event.time === undefined ? [`"time":${JSON.stringify(seen.toISOString())}`] : []),
  ]
  if (added.length === 0) return { kind: "event", text }
  const isEmpty = Object.keys(event).length === 0
  return { kind: "event", text: `{${added.join(",")}${isEmpty ? "" : ","}${text.slice(1)}` }
}
