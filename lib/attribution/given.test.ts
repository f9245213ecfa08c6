import fc from "fast-check"
import { expect, test } from "vitest"
import { withName } from "./given"

const word = fc.constantFrom("a", "b", "c", "d", "e")

function called(given: ReadonlyMap<string, string>, value: string): string {
  return given.get(value) ?? value
}

test("no name is itself renamed, whatever is renamed in which order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 12 }), (steps) => {
      let given: Map<string, string> = new Map()
      for (const [value, name] of steps) given = withName(given, value, name)
      for (const [value, name] of given) {
        expect(given.has(name)).toBe(false)
        expect(name).not.toBe(value)
      }
    }),
  )
})

test("what bore the value bears the name, and nothing else changes but the name's own value", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 8 }), word, word, (steps, value, name) => {
      let given: Map<string, string> = new Map()
      for (const step of steps) given = withName(given, ...step)
      const next = withName(given, value, name)
      for (const each of ["a", "b", "c", "d", "e"]) {
        const before = called(given, each)
        const expected = before === value || each === value ? name : each === name ? name : before
        expect(called(next, each)).toBe(expected)
      }
    }),
  )
})

test("renaming back takes the name away", () => {
  const given = withName(new Map(), "suport", "support")
  expect(withName(given, "support", "suport")).toEqual(new Map([["support", "suport"]]))
})
