import { isObject, parseJson } from "@/lib/providers/json"
import {
  HELLO,
  IMAGE_PROMPT,
  JSON_PROMPT,
  RED_PNG,
  SCHEMA,
  SCHEMA_PROMPT,
  TOOL,
  TOOL_PROMPT,
} from "../prompts"
import type { ChatAsk, Told } from "../protocols/protocol"
import type { Session } from "../session"
import { cutShort } from "./chat"
import { type Probe, type Result, result, untested, whyNot } from "./result"

/** Asks for a feature and judges the answer: null where it is there, else why not. */
async function feature(
  session: Session,
  ask: ChatAsk,
  judge: (told: Told) => string | null,
  there: string,
): Promise<Result> {
  const answer = await session.chat(ask)
  const why = whyNot(session, answer)
  if (why) return why
  const told = session.protocol.read(answer.body ?? {})
  const fault = judge(told)
  if (fault === null) return result("pass", there, { answers: [answer] })
  return cutShort(session, answer) ?? result("missing", fault, { answers: [answer] })
}

export const tools: Probe = (session) =>
  feature(
    session,
    { prompt: TOOL_PROMPT, tool: TOOL },
    ({ calls }) => {
      const [call] = calls
      if (!call) return "Accepted, but it called no function: the tool was dropped or ignored."
      if (call.name !== TOOL.name) return `It called ${call.name.slice(0, 60)}, which nobody offered.`
      const city = isObject(call.input) ? call.input.city : undefined
      return typeof city === "string" ? null : "It called the function without its argument."
    },
    "Called the function with its argument.",
  )

export const jsonMode: Probe = async (session) => {
  const lacks = session.protocol.lacks.json_mode
  if (lacks) return result("missing", lacks)
  return feature(
    session,
    { prompt: JSON_PROMPT, json: "mode" },
    ({ text }) => (isObject(parseJson(text)) ? null : "Accepted, but the answer is no JSON object."),
    "Answered with one JSON object.",
  )
}

function fitsSchema(text: string): boolean {
  const value = parseJson(text)
  if (!isObject(value) || Object.keys(value).length !== 2) return false
  return (value.colour === "red" || value.colour === "green") && Number.isInteger(value.count)
}

export const jsonSchema: Probe = (session) =>
  feature(
    session,
    { prompt: SCHEMA_PROMPT, json: SCHEMA },
    ({ text }) => (fitsSchema(text) ? null : "Accepted, but the answer does not keep to the schema."),
    "Kept to the schema.",
  )

export const image: Probe = (session) =>
  feature(
    session,
    { prompt: IMAGE_PROMPT, image: RED_PNG },
    ({ text }) => (/\bred\b/i.test(text) ? null : "Accepted, but it did not see the red picture."),
    "Saw that the picture is red.",
  )

export const embeddings: Probe = async (session) => {
  const lacks = session.protocol.lacks.embeddings
  if (lacks) return result("missing", lacks)
  const ask = session.protocol.embed(session.route, HELLO)
  if (!ask) return untested("No embedding_model is named.")
  const answer = await session.send(ask)
  const answers = [answer]
  const why = whyNot(session, answer)
  if (why) return why
  const vector = session.protocol.vectorOf(answer.body ?? {})
  if (!vector || vector.length === 0)
    return result("missing", "Accepted, but there is no vector.", { answers })
  const facts = { dimensions: String(vector.length) }
  return result("pass", `A vector of ${vector.length} dimensions.`, { answers, facts })
}
