import { type Answer, inputTotal, REDACTED } from "../answer"

function text(tokens: number): { modality: string; tokenCount: number }[] {
  return [{ modality: "TEXT", tokenCount: tokens }]
}

/** Thoughts stand beside the candidates; the cached part lies inside the prompt. */
export function geminiUsage({ counts }: Answer): Record<string, unknown> {
  const prompt = inputTotal(counts)
  const candidates = counts.output - counts.reasoning
  return {
    promptTokenCount: prompt,
    ...(candidates > 0 && { candidatesTokenCount: candidates }),
    totalTokenCount: prompt + counts.output,
    ...(counts.cacheRead > 0 && {
      cachedContentTokenCount: counts.cacheRead,
      cacheTokensDetails: text(counts.cacheRead),
    }),
    promptTokensDetails: text(prompt),
    ...(counts.reasoning > 0 && { thoughtsTokenCount: counts.reasoning }),
  }
}

export function geminiBody(answer: Answer): Record<string, unknown> {
  return {
    candidates: [
      {
        content: { parts: [{ text: REDACTED }], role: "model" },
        finishReason: answer.finish === "stop" ? "STOP" : "MAX_TOKENS",
        index: 0,
      },
    ],
    usageMetadata: geminiUsage(answer),
    modelVersion: answer.model,
    responseId: answer.seed.slice(0, 22),
  }
}

/** Every chunk repeats the counts so far; the last holds for the call. */
export function geminiStream(answer: Answer, brokenOff: boolean): Record<string, unknown>[] {
  const { counts } = answer
  const soFar = Math.ceil((counts.output - counts.reasoning) / 2)
  const half = { ...counts, output: counts.reasoning + soFar }
  const chunk = (part: Answer, finishReason?: string) => ({
    candidates: [
      {
        content: { parts: [{ text: REDACTED }], role: "model" },
        ...(finishReason && { finishReason }),
        index: 0,
      },
    ],
    usageMetadata: geminiUsage(part),
    modelVersion: answer.model,
    responseId: answer.seed.slice(0, 22),
  })
  const first = chunk({ ...answer, counts: half })
  return brokenOff ? [first] : [first, chunk(answer, answer.finish === "stop" ? "STOP" : "MAX_TOKENS")]
}
