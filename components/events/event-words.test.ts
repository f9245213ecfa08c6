import { describe, expect, test } from "vitest"
import type { EventDetail, EventRow } from "@/lib/ledger/schema"
import type { Measures } from "@/lib/spend/schema"
import { toEventList } from "./event-lines"
import { eventSentence } from "./event-sentence"
import { statusWord } from "./status-words"
import { emptyWords, totalsTitle, unpricedWords } from "./totals"

const CALM = {
  status: "ok",
  errorClass: null,
  corrected: null,
  unpriced: false,
  billed: "0.1",
  rescued: false,
} as const

test.each([
  [{}, "ok", null],
  [{ rescued: true }, "rescued", "ok"],
  [{ unpriced: true, billed: null }, "Unpriced", "none"],
  [{ unpriced: true }, "Partly unpriced", "none"],
  [{ status: "aborted" }, "aborted", "warn"],
  [{ status: "aborted", unpriced: true, billed: null }, "Unpriced", "none"],
  [{ status: "error", errorClass: "rate_limit" }, "rate limit", "bad"],
  [{ status: "error", errorClass: null, unpriced: true }, "failed", "bad"],
  [{ status: "error", errorClass: "timeout", corrected: "void" }, "void", "info"],
] as const)("%o is %s", (change, word, kind) => {
  expect(statusWord({ ...CALM, ...change })).toEqual({ word, kind })
})

describe("the sentence of an event", () => {
  const kinds = (...names: EventDetail["charges"][number]["kind"][]) =>
    names.map((kind) => ({ kind })) as EventDetail["charges"]
  const base = {
    ...CALM,
    charges: kinds("message"),
    model: "claude-sonnet-5",
    route: "direct",
    time: "2026-11-18T15:41:08Z",
  }
  const call = "to claude-sonnet-5, direct, 18 Nov 2026, 16:41:08 CET."
  test.each([
    [{}, `Billed for one call ${call}`],
    [
      { charges: kinds("message", "compaction") },
      `Billed for one call ${call} Two charges: the answer and a compaction.`,
    ],
    [
      { charges: kinds("message", "advisor", "advisor", "tool_fee") },
      `Billed for one call ${call} Four charges: the answer, 2 advisor's calls and a tool fee.`,
    ],
    [
      { status: "error", errorClass: "server_error" },
      `Billed for one call that failed (server error) ${call}`,
    ],
    [{ status: "aborted" }, `Billed for one call that was aborted ${call}`],
    [{ corrected: "void" }, `It was billed for one call ${call}`],
    [{ unpriced: true, billed: null }, `No price is known for one call ${call}`],
    [{ unpriced: true }, `Billed, as far as it is priced, for one call ${call}`],
  ] as const)("%o", (change, sentence) => {
    expect(eventSentence({ ...base, ...change }, "Europe/Berlin")).toBe(sentence)
  })
})

describe("a page of the list", () => {
  const row = (time: string, billed: string | null): EventRow => ({
    ...CALM,
    id: `evt_${time}`,
    time,
    billed,
    user: null,
    agent: null,
    feature: null,
    team: null,
    environment: null,
    provider: "openai",
    model: "gpt-test",
    route: "direct",
    tokens: 1_234,
    latencyMs: null,
  })
  const day = { from: new Date("2026-11-17T23:00:00Z"), to: new Date("2026-11-18T23:00:00Z") }
  const month = { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z") }

  test("names the day only where there are several, and the zone where there is one offset", () => {
    const one = toEventList([row("2026-11-18T15:41:08Z", "1")], day, "Europe/Berlin", "USD")
    expect(one.timeHeader).toBe("Time, CET")
    expect(one.lines.map(({ day: name, clock }) => [name, clock])).toEqual([[null, "16:41:08"]])
    const rows = [row("2026-10-25T02:30:00Z", "1"), row("2026-10-24T22:30:00Z", "1")]
    const two = toEventList(rows, month, "Europe/Berlin", "USD")
    expect(two.timeHeader).toBe("Time, Europe/Berlin")
    expect(two.lines.map(({ day: name, clock }) => [name, clock])).toEqual([
      ["25 Oct", "03:30:00"],
      ["25 Oct", "00:30:00"],
    ])
  })

  test("sets the points of the amounts below each other; an unknown is a dash", () => {
    const rows = ["0.1229", "0.047654", "12", null].map((billed) => row("2026-11-18T15:41:08Z", billed))
    const { lines } = toEventList(rows, day, "Europe/Berlin", "USD")
    expect(lines.map(({ billedText, billedPad }) => [billedText, billedPad])).toEqual([
      ["$0.1229", 1],
      ["$0.04765", 0],
      ["$12.00", 3],
      ["–", 0],
    ])
  })
})

test("totals and emptiness are whole sentences", () => {
  const total = { calls: 6_634, billed: "476.690001", unpriced: { calls: 2, tokens: 9 } } as Measures
  expect(totalsTitle({ total, currency: "USD" })).toBe("6,634 events, $476.69")
  expect(totalsTitle({ total: { ...total, calls: 1 }, currency: "USD" })).toBe("1 event, $476.69")
  const none = { ...total, calls: 2, billed: "0" }
  expect(totalsTitle({ total: none, currency: "USD" })).toBe("2 events, unpriced")
  expect(unpricedWords({ unpriced: { calls: 0, tokens: 0 } })).toBeNull()
  expect(unpricedWords({ unpriced: { calls: 412, tokens: 1_900_000 } })).toBe(
    "412 calls, 1.9\u00a0M tokens have no known cost. They are not in the total.",
  )
  expect(unpricedWords({ unpriced: { calls: 1, tokens: 1 } })).toBe(
    "1 call of 1 token has no known cost. It is not in the total.",
  )
  expect(emptyWords([], "1–19 Nov")).toBe("No events in 1–19 Nov.")
  const filters = [
    { dimension: "feature", operator: "=", values: ["code-agent", null] },
    { dimension: "team", operator: "!=", values: ["Support"] },
  ] as const
  expect(
    emptyWords(
      filters.map((filter) => ({ ...filter, values: [...filter.values] })),
      "1–19 Nov",
    ),
  ).toBe("No events match feature is code-agent or Unattributed and team is not Support in 1–19 Nov.")
})
