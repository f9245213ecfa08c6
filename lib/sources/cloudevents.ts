import { createHash } from "node:crypto"
import { isObject, type Json, parseJson, textAt } from "@/lib/providers/json"
import { Untranslated } from "./events"
import { textOf } from "./parts"

/** The type of a CloudEvent, or of a webhook's body, that holds usage. */
export const USAGE_TYPE = "llm.usage.v1"

const MAX_ID = 128

/** Source and id name a CloudEvent among all others; so joined they name two alike only where these are alike. */
function idIn(source: string, id: string): string {
  const joined = `${source} ${id}`
  if (joined.length <= MAX_ID && !/\s/.test(source)) return joined
  return `sha256:${createHash("sha256")
    .update(JSON.stringify([source, id]))
    .digest("hex")}`
}

function dataOf(event: Json): unknown {
  const { data, data_base64: packed } = event
  if (typeof packed === "string") return parseJson(Buffer.from(packed, "base64").toString("utf8"))
  return typeof data === "string" ? parseJson(data) : data
}

/** The usage event inside a CloudEvent, named by the CloudEvent's source and id. */
export function eventOfCloudEvent(event: Json): unknown {
  const [id, source, type] = [textAt(event, "id"), textAt(event, "source"), textAt(event, "type")]
  const refuse = (code: string, detail: string) =>
    new Untranslated(event, id?.slice(0, MAX_ID) ?? null, code, detail)
  if (typeof event.specversion !== "string" || !event.specversion.startsWith("1.")) {
    return refuse("invalid", "Not a CloudEvent 1.0: specversion is missing.")
  }
  if (id === null || source === null || type === null) {
    return refuse("invalid", "A CloudEvent needs id, source and type.")
  }
  if (type !== USAGE_TYPE) {
    return refuse(
      "unknown_type",
      `The type "${type.slice(0, 60)}" is not ${USAGE_TYPE}, so it holds no usage.`,
    )
  }
  const data = dataOf(event)
  if (!isObject(data))
    return refuse("invalid", "data is no JSON object: it holds the event as POST /api/v1/events takes it.")
  const time = textAt(event, "time")
  const subject = textOf(event.subject)
  const target = textAt(data, "target_id")
  return {
    ...(time === null ? {} : { time }),
    ...(subject === undefined ? {} : { user: subject }),
    ...data,
    id: idIn(source, id),
    ...(target === null ? {} : { target_id: idIn(source, target) }),
  }
}

const PREFIX = "ce-"

/** A CloudEvent whose attributes came as headers and whose data is the body; null where none did. */
export function cloudEventOfHeaders(headers: Headers, data: unknown): Json | null {
  if (!headers.has("ce-id") && !headers.has("ce-specversion")) return null
  const attributes: Json = {}
  for (const [name, value] of headers) {
    if (name.startsWith(PREFIX)) attributes[name.slice(PREFIX.length)] = decoded(value)
  }
  return { ...attributes, data }
}

/** Headers carry what is not printable ASCII as percent signs. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
