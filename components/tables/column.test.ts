import fc from "fast-check"
import { expect, test } from "vitest"
import { byAmount, byNumber, byText, formatSorts, parseSorts } from "./column"

test("amounts sort by value, not by text, and unknowns come first", () => {
  const sorted = ["10", "9.5", null, "0.00000001", "-3"].toSorted(byAmount((amount) => amount))
  expect(sorted).toEqual([null, "-3", "0.00000001", "9.5", "10"])
})

test("numbers and names sort as people count", () => {
  expect([3, null, 1].toSorted(byNumber((value) => value))).toEqual([null, 1, 3])
  expect(["gpt-10", "GPT-9", "a"].toSorted(byText((value) => value))).toEqual(["a", "GPT-9", "gpt-10"])
})

test("a sort is read back from the address, and only by a known column", () => {
  fc.assert(
    fc.property(fc.constantFrom("billed", "name"), fc.boolean(), (id, descending) => {
      expect(parseSorts(formatSorts([{ id, descending }]), ["name", "billed"])).toEqual([{ id, descending }])
    }),
  )
  for (const text of [null, "", "-", "-; drop", "other"]) expect(parseSorts(text, ["billed"])).toEqual([])
})
