import { addCount, type Draft, ofWhich, optional } from "../draft"
import { type Json, objectAt, textAt } from "../json"
import { inputOf, readClasses } from "./anthropic-classes"
import { readIterations } from "./anthropic-iterations"

/** Messages API: every input count is disjoint, thinking is inside output. */
export function readAnthropic(draft: Draft, usage: Json, body: Json) {
  const classes = draft.main.classes
  readClasses(draft, usage, classes)
  draft.inputTotal = inputOf(classes)
  const output = objectAt(usage, "output_tokens_details")
  ofWhich(draft, "reasoning", optional(draft, output, "thinking_tokens"), classes.output, "output")
  const tools = objectAt(usage, "server_tool_use")
  if (tools !== null) readServerTools(draft, tools)
  const geo = textAt(usage, "inference_geo")
  draft.region = geo === "not_available" ? null : geo
  draft.speed = usage.speed === "fast" ? "fast" : null
  if (Array.isArray(usage.iterations)) readIterations(draft, usage.iterations, body)
}

const TOOL_COUNT = /^[a-z][a-z_]{0,40}_requests$/

function readServerTools(draft: Draft, tools: Json) {
  for (const key of Object.keys(tools).slice(0, 20)) {
    if (TOOL_COUNT.test(key)) addCount(draft, key, optional(draft, tools, key))
  }
}
