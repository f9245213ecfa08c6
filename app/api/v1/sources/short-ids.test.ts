import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import * as events from "@/app/api/v1/events/route"
import * as liteLlm from "@/app/api/v1/sources/litellm/route"
import { testDatabase } from "@/lib/testing/database"
import { makeSender } from "@/lib/testing/sending"
import { makeSpan, postSpans, spanSender, standingCalls } from "@/lib/testing/spans"

await testDatabase()

/** A server that numbers its answers below 1,000 gave this one twice in a day, to two calls. */
const SHORT = "chatcmpl-424"
const TIME = "2026-11-18T10:00:00.000Z"
const TRACE = { trace_id: "5b8aa5a2d2c872e8321cf37308d69df2", span_id: "051581bf3cb55c13" }

function answered(prompt: number, id = SHORT) {
  const usage = { prompt_tokens: prompt, completion_tokens: 9, total_tokens: prompt + 9 }
  return {
    ...{ time: TIME, provider: "openai", model: "gpt-4o-mini" },
    response: { id, object: "chat.completion", model: "gpt-4o-mini", choices: [], usage },
  }
}

const tokensOf = (calls: readonly { tokens: number }[]) =>
  calls.map(({ tokens }) => tokens).sort((a, b) => a - b)

test("two calls of a day whose responses have the same short id are two, and the id is shown", async () => {
  const to = await makeSender()
  const { answer } = await to.post(events, [
    { id: "a", ...answered(100) },
    { id: "b", ...answered(200) },
  ])
  expect([answer.accepted, answer.warnings]).toEqual([2, []])
  const calls = await to.calls()
  expect(tokensOf(calls)).toEqual([109, 209])
  expect(calls.map(({ responseId, reports }) => [responseId, reports.length])).toEqual([
    [SHORT, 1],
    [SHORT, 1],
  ])
})

test("without an id of its own such an event is counted, and it is said that a repeat would count again", async () => {
  const to = await makeSender()
  const { answer } = await to.post(events, [answered(100), answered(200)])
  expect(answer.accepted).toBe(2)
  expect(answer.warnings.map(({ code }) => code)).toEqual(["not_deduplicable", "not_deduplicable"])
  expect(answer.warnings[0]?.detail).toMatch(/too short to be no other's/)
  expect(tokensOf(await to.calls())).toEqual([109, 209])
})

test("such ids still tell two calls of one span apart, and a span's report meets its call by the span", async () => {
  const to = await makeSender()
  await to.post(events, [
    { id: "a", ...answered(100), ...TRACE },
    { id: "b", ...answered(200, "chatcmpl-7"), ...TRACE },
    { id: "c", ...answered(100), ...TRACE, team: "Search" },
  ])
  const calls = await to.calls()
  expect(tokensOf(calls)).toEqual([109, 209])
  expect(calls.find(({ tokens }) => tokens === 109)).toMatchObject({ team: "Search" })
})

test("LiteLLM passes such an id on for its own: when the call began tells it from the next", async () => {
  const to = await makeSender()
  const payload = (startTime: number, prompt_tokens: number) => ({
    ...{ id: SHORT, call_type: "acompletion", status: "success", custom_llm_provider: "ollama" },
    ...{ model: "llama3", startTime, endTime: startTime + 1, completion_tokens: 9, prompt_tokens },
    ...{ total_tokens: prompt_tokens + 9, trace_id: `trace-${startTime}`, response: { id: SHORT } },
  })
  const both = [payload(1_763_460_000, 100), payload(1_763_460_100, 200)]
  expect((await to.post(liteLlm, both)).answer).toMatchObject({ accepted: 2, conflicts: 0 })
  expect((await to.post(liteLlm, both)).answer).toMatchObject({ accepted: 0, duplicates: 2 })
  expect(tokensOf(await to.calls())).toEqual([109, 209])
})

test("two libraries around one call that has such an id count it once", async () => {
  const sender = await spanSender()
  const call = (span: string, parent?: string) =>
    makeSpan(
      { trace: TRACE.trace_id, span, ...(parent ? { parent } : {}) },
      {
        ...{ "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai" },
        ...{ "gen_ai.request.model": "gpt-4o-mini", "gen_ai.response.id": SHORT },
        ...{ "gen_ai.usage.input_tokens": 1_000, "gen_ai.usage.output_tokens": 50 },
      },
    )
  await postSpans(sender, [call("a00000000000000a"), call("a00000000000000b", "a00000000000000a")])
  expect(await standingCalls(sender.orgId)).toMatchObject([{ input: 1_000 }])
})
