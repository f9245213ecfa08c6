import { expect, test } from "vitest"
import { MAX_KEPT_CHARACTERS, packed, unpacked } from "./pack-trace"
import { type KeptCall, type KeptSpan, MAX_KEPT_SPANS, type TraceWindow } from "./trace-window"

const ids = (span: string) => ({ id: `t:${span}`, trace_id: "t", span_id: span })

function call(span: string, more: Partial<KeptCall> = {}): KeptCall {
  const sent = { user: "ann", tags: { plan: "pro" } }
  return {
    ...{
      isCall: true,
      counts: true,
      failed: false,
      responseId: "r",
      sourceId: 3,
      keyId: null,
      service: "shop",
    },
    ...{
      event: { model: "m", response: { id: "r" }, ...ids(span) },
      state: "counted",
      since: 5,
      sent,
      told: sent,
    },
    ...{ revision: 2, words: 1, ...more },
  }
}

function span(more: Partial<KeptSpan> = {}): KeptSpan {
  return { parent: null, span: {}, resource: {}, inner: false, call: null, ...more }
}

test("what is kept of a trace comes back as it was", () => {
  const window: TraceWindow = new Map([
    ["a", span({ span: { user: "\u0000\u001e\ud800" }, inner: true })],
    ["b", span({ parent: "a", resource: { environment: "live" }, call: call("b") })],
    ["c", span({ parent: "b", call: call("c", { told: { user: "bob" }, isChanged: true, isCall: false }) })],
    [
      "d",
      span({ call: call("d", { state: "waiting", sent: null, told: null, failed: true, responseId: null }) }),
    ],
    [
      "e",
      span({ call: call("e", { state: "gone", event: ids("e"), service: null }), partial: { usage: [1] } }),
    ],
  ])
  expect(unpacked(packed(window))).toEqual(window)
  expect(unpacked(packed(new Map()))).toEqual(new Map())
  expect(unpacked("")).toEqual(new Map())
  // One text holds many traces between such characters.
  expect(packed(window)).not.toContain("\u001e")
})

test("of a trace without end the first spans are kept", () => {
  const window: TraceWindow = new Map(Array.from({ length: MAX_KEPT_SPANS + 9 }, (_, i) => [`s${i}`, span()]))
  expect(unpacked(packed(window)).size).toBe(MAX_KEPT_SPANS)
})

test("of a wordy trace the first spans are kept, and sums of which nothing is counted yet", () => {
  const words = { tags: { note: "x".repeat(500) } }
  const wordy = Array.from({ length: 4_900 }, (_, i) => [`s${i}`, span({ span: words })] as const)
  const window: TraceWindow = new Map([...wordy, ["sum", span({ call: call("sum", { state: "waiting" }) })]])
  const text = packed(window)
  expect(text.length).toBeLessThan(MAX_KEPT_CHARACTERS * 1.1)
  const kept = unpacked(text)
  expect(kept.size).toBeLessThan(4_500)
  expect(kept.has("s0")).toBe(true)
  expect(kept.get("sum")?.call?.state).toBe("waiting")
})
