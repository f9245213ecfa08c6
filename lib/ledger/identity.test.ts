import fc from "fast-check"
import { expect, test } from "vitest"
import { eventDigest, eventId, parseEventId, responseDigests } from "./identity"

test("an event id names its key and nothing else", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (key) => {
      expect(parseEventId(eventId(key))).toBe(key)
    }),
  )
})

test("a text that is no event id is refused", () => {
  for (const text of [
    "",
    "evt_",
    "evt_zzzzzzzzzzzzz",
    "evt_ILOU000000000",
    "run_0000000000000",
    "evt_00000000000000",
  ]) {
    expect(parseEventId(text)).toBeNull()
  }
})

test("identity tells sources and ids apart, also where their texts would join alike", () => {
  const keys = [eventDigest(1, "11"), eventDigest(11, "1"), eventDigest(1, "1"), eventDigest(2, "11")]
  expect(new Set(keys.map(({ key, rest }) => `${key}.${rest}`)).size).toBe(4)
})

test("reports of one call on either side of UTC midnight know of each other", () => {
  const before = responseDigests("openai", "resp_1", new Date("2026-11-18T23:59:30Z"))
  const after = responseDigests("openai", "resp_1", new Date("2026-11-19T00:00:10Z"))
  expect(before.neighbour).toEqual(after.own)
  expect(after.neighbour).toEqual(before.own)
  expect(responseDigests("openai", "resp_1", new Date("2026-11-18T12:00:00Z")).neighbour).toBeNull()
})
