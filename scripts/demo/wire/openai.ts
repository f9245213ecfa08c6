import { type Answer, inputTotal, REDACTED, seconds } from "../answer"

const TIERS = { standard: "default", priority: "priority", batch: undefined } as const

export function chatUsage({ counts }: Answer): Record<string, unknown> {
  const prompt = inputTotal(counts)
  return {
    prompt_tokens: prompt,
    completion_tokens: counts.output,
    total_tokens: prompt + counts.output,
    prompt_tokens_details: {
      cached_tokens: counts.cacheRead,
      audio_tokens: 0,
      ...(counts.cacheWrite5m > 0 && { cache_write_tokens: counts.cacheWrite5m }),
    },
    completion_tokens_details: {
      reasoning_tokens: counts.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

export function chatBody(answer: Answer): Record<string, unknown> {
  const tier = TIERS[answer.tier]
  return {
    id: `chatcmpl-${answer.seed.slice(0, 28)}`,
    object: "chat.completion",
    created: seconds(answer.at),
    model: answer.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: REDACTED, refusal: null, annotations: [] },
        finish_reason: answer.finish,
      },
    ],
    usage: chatUsage(answer),
    ...(tier && { service_tier: tier }),
    system_fingerprint: null,
  }
}

export function responsesUsage({ counts }: Answer): Record<string, unknown> {
  const input = inputTotal(counts)
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: counts.cacheRead,
      ...(counts.cacheWrite5m > 0 && { cache_write_tokens: counts.cacheWrite5m }),
    },
    output_tokens: counts.output,
    output_tokens_details: { reasoning_tokens: counts.reasoning },
    total_tokens: input + counts.output,
  }
}

export function responsesBody(answer: Answer): Record<string, unknown> {
  const tier = TIERS[answer.tier]
  const complete = answer.finish === "stop"
  return {
    id: `resp_${answer.seed}`,
    object: "response",
    created_at: seconds(answer.at),
    status: complete ? "completed" : "incomplete",
    error: null,
    incomplete_details: complete ? null : { reason: "max_output_tokens" },
    model: answer.model,
    output: [
      {
        id: `msg_${answer.seed}`,
        type: "message",
        role: "assistant",
        status: complete ? "completed" : "incomplete",
        content: [{ type: "output_text", text: REDACTED, annotations: [] }],
      },
    ],
    parallel_tool_calls: true,
    previous_response_id: null,
    ...(tier && { service_tier: tier }),
    store: false,
    usage: responsesUsage(answer),
  }
}

/** The stream's events that matter; the deltas between them carry no counts. */
export function responsesStream(answer: Answer): Record<string, unknown>[] {
  const body = responsesBody(answer)
  const begun = { ...body, status: "in_progress", output: [], usage: null }
  const last = answer.finish === "stop" ? "response.completed" : "response.incomplete"
  return [
    { type: "response.created", sequence_number: 0, response: begun },
    { type: "response.output_text.delta", sequence_number: 1, output_index: 0, delta: REDACTED },
    { type: last, sequence_number: 2, response: body },
  ]
}

export function embeddingBody(answer: Answer): Record<string, unknown> {
  return {
    object: "list",
    data: [],
    model: answer.model,
    usage: { prompt_tokens: answer.counts.inputUncached, total_tokens: answer.counts.inputUncached },
  }
}

/**
 * A chat body told as chunks. OpenAI puts the usage into a last chunk without choices, the providers
 * that copied the shape into the chunk that also ends the answer. A stream broken off has none.
 */
export function chatStream(
  body: Record<string, unknown>,
  finish: string,
  usageIn: "own_chunk" | "last_chunk" | "none",
): Record<string, unknown>[] {
  const { choices: _choices, usage, object: _object, ...head } = body
  const chunk = (delta: object, finishReason: string | null, more: object = {}) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...more,
  })
  const start = [chunk({ role: "assistant", content: "" }, null), chunk({ content: REDACTED }, null)]
  if (usageIn === "none") return start
  if (usageIn === "last_chunk") return [...start, chunk({}, finish, { usage })]
  return [...start, chunk({}, finish), { ...head, object: "chat.completion.chunk", choices: [], usage }]
}
