import { isObject } from "@/lib/providers/json"
import type { EventInput } from "./events-schema"
import { Attributed, objectOf } from "./parts"

const PROPERTY = "helicone-property-"
const USER = "helicone-user-id"
const SESSION = "helicone-session-id"
const METADATA = "x-portkey-metadata"
const TRACE = "x-portkey-trace-id"

function isRead(name: string): boolean {
  return [USER, SESSION, METADATA, TRACE].includes(name) || name.startsWith(PROPERTY)
}

/**
 * An event without the headers that say nothing of whom it is for: an application that hands on all of them hands on
 * its keys as well.
 */
export function withoutOtherHeaders(event: unknown): unknown {
  if (!isObject(event) || !isObject(event.headers)) return event
  const kept = Object.entries(event.headers).filter(([name]) => isRead(name.toLowerCase()))
  return { ...event, headers: Object.fromEntries(kept) }
}

/** The event with whom its headers name, where it names nobody itself. */
export function withHeaders(input: EventInput): EventInput {
  if (input.headers === undefined) return input
  const found = new Attributed()
  for (const [written, value] of Object.entries(input.headers)) {
    const name = written.toLowerCase()
    if (name === USER) found.set("user", value)
    else if (name === SESSION || name === TRACE) found.set("session", value)
    else if (name === METADATA) found.read(objectOf(value))
    else if (name.startsWith(PROPERTY)) found.read({ [name.slice(PROPERTY.length)]: value })
  }
  const { tags, ...who } = found.fields()
  const merged = { ...tags, ...input.tags }
  return {
    ...who,
    ...input,
    ...(Object.keys(merged).length > 0
      ? { tags: Object.fromEntries(Object.entries(merged).slice(0, 32)) }
      : {}),
  }
}
