import fc from "fast-check"
import { expect, test } from "vitest"
import { eventDigest, eventId, namesOneCall, parseEventId, responseDigests } from "./identity"

const RESPONSE = "resp_68c2e6f7b72c8193ba1f552552c8dc92"

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
  const before = responseDigests("openai", RESPONSE, new Date("2026-11-18T23:59:30Z"))
  const after = responseDigests("openai", RESPONSE, new Date("2026-11-19T00:00:10Z"))
  expect(before.neighbour).toEqual(after.own)
  expect(after.neighbour).toEqual(before.own)
  expect(responseDigests("openai", RESPONSE, new Date("2026-11-18T12:00:00Z")).neighbour).toBeNull()
})

test("an id that was drawn at random names one call, of whichever provider or server", () => {
  for (const id of [
    "chatcmpl-CYPS1lijGoK8gd9lYzY3r9Sx50nbt",
    "chatcmpl-9HpbZPf84KZFiQG6fdY0KVtIwHyIa",
    "cmpl-D8ZFHlGItjM5Nghki1LmZIRscBz2P",
    "resp_68c2e6f7b72c8193ba1f552552c8dc9202d3a5742c7ddae9",
    "msg_01NpwkMwgBQsuy9jcZbB5Rxf",
    "msg_011CcmZuePqiUbLgsWm6JMyp",
    "msg_bdrk_01JDzmtgVYHNnn4K2JFJxZCQ",
    "gen-1759510642-J9qupM2EtKoYTfG7ehDn",
    "gen-nNPYi0ZB6GOK5TNCUMHJGgXo",
    "3SE-aKjdCcCEz7IPxpqjCA",
    "30PraemqKIqJjuMPsanQqQ0",
    "CJmoaftjrOnPsg_hnNWpBQ",
    "5486df5a-3776-4adf-abd0-bd22e51f7fb4",
    "chatcmpl-5486df5a-3776-4adf-abd0-bd22e51f7fb4",
    "0190c5b85febf3bf769a7e54955eaa52",
    "chatcmpl-59bee455a928496eb22bbf8b8b817252",
    "chatcmpl-0eb1633433141700",
    "20260701070702302806407fe142a0",
    "oGs6Zt9-62bZhn-99529372487b1b0a",
    "chatcmpl-1759510642123456789",
  ])
    expect([id, namesOneCall(id)]).toEqual([id, true])
})

test("a small number, a time to the millisecond or a constant names no call", () => {
  for (const id of [
    ...["chatcmpl-7", "chatcmpl-424", "cmpl-1", "1", "test", "response", "", "msg_test", "chatcmpl-A1"],
    ...["resp_904233", "id-1759510642123", "chatcmpl-stream", "gen-1", "chatcmpl-0000000000000000000"],
    "00000000-0000-0000-0000-000000000000",
  ])
    expect([id, namesOneCall(id)]).toEqual([id, false])
  expect(responseDigests("openai", "chatcmpl-424", new Date("2026-11-18T23:59:30Z"))).toEqual({
    ...{ own: null, neighbour: null },
    mark: expect.any(BigInt),
  })
})
