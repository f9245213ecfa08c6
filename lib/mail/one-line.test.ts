import fc from "fast-check"
import { expect, test } from "vitest"
import { oneLine } from "./one-line"

test("whatever is sent stays within its line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const line = oneLine(text)
      expect(line).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029\u202e]/)
      expect(oneLine(line)).toBe(line)
    }),
  )
})

test.each([
  ["Search", "Search"],
  ["x\n\nNo more of these: https://a.example", "x No more of these: https://a.example"],
  ["a\u202eb", "a b"],
  ["Größe 日本 שלום 👩‍💻", "Größe 日本 שלום 👩‍💻"],
])("%j reads %j", (text, line) => {
  expect(oneLine(text)).toBe(line)
})
