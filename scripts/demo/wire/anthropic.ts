import { type Answer, REDACTED } from "../answer"

function cacheFields(read: number, fiveMinutes: number, oneHour: number): Record<string, unknown> {
  return {
    cache_creation_input_tokens: fiveMinutes + oneHour,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
  }
}

/** The iterations of a call that compacted its context; the top level repeats the last alone. */
function iterations({ counts, compaction }: Answer): Record<string, unknown>[] {
  if (!compaction) return []
  return [
    {
      type: "compaction",
      input_tokens: compaction.input,
      output_tokens: compaction.output,
      ...cacheFields(0, 0, 0),
    },
    {
      type: "message",
      input_tokens: counts.inputUncached,
      output_tokens: counts.output,
      ...cacheFields(counts.cacheRead, counts.cacheWrite5m, counts.cacheWrite1h),
    },
  ]
}

export function anthropicUsage(answer: Answer): Record<string, unknown> {
  const { counts, compaction, tier } = answer
  return {
    input_tokens: counts.inputUncached,
    ...cacheFields(counts.cacheRead, counts.cacheWrite5m, counts.cacheWrite1h),
    output_tokens: counts.output,
    ...(counts.reasoning > 0 && { output_tokens_details: { thinking_tokens: counts.reasoning } }),
    service_tier: tier === "batch" ? "batch" : "standard",
    inference_geo: "global",
    ...(compaction && { iterations: iterations(answer) }),
  }
}

export function anthropicBody(answer: Answer): Record<string, unknown> {
  return {
    id: `msg_01${answer.seed.slice(0, 22)}`,
    type: "message",
    role: "assistant",
    model: answer.model,
    content: [{ type: "text", text: REDACTED }],
    stop_reason: answer.finish === "stop" ? "end_turn" : "max_tokens",
    stop_sequence: null,
    usage: anthropicUsage(answer),
  }
}

/** `message_start` states the input, `message_delta` the totals; a stream broken off has only the first. */
export function anthropicStream(answer: Answer, brokenOff: boolean): Record<string, unknown>[] {
  const body = anthropicBody(answer)
  const usage = anthropicUsage(answer)
  const { iterations: _iterations, output_tokens_details: _details, ...first } = usage
  const start = [
    {
      type: "message_start",
      message: { ...body, content: [], stop_reason: null, usage: { ...first, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: REDACTED } },
  ]
  if (brokenOff) return start
  const { service_tier: _tier, inference_geo: _geo, ...last } = usage
  return [
    ...start,
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: body.stop_reason, stop_sequence: null }, usage: last },
    { type: "message_stop" },
  ]
}
