import fc from "fast-check"
import { expect, test } from "vitest"
import { matchKeys, SHORTCUTS } from "./shortcuts"

test("no shortcut hides another", () => {
  const texts = SHORTCUTS.map(({ keys }) => keys.join(" "))
  expect(new Set(texts).size).toBe(texts.length)
  for (const text of texts) {
    const hidden = texts.filter((other) => other !== text && other.startsWith(`${text} `))
    expect(hidden, text).toEqual([])
  }
})

test("every shortcut acts when its last key is pressed, and has only begun before", () => {
  for (const { keys, act } of SHORTCUTS) {
    expect(matchKeys(keys)).toBe(act)
    for (let n = 1; n < keys.length; n += 1) expect(matchKeys(keys.slice(0, n))).toBe("begun")
  }
})

test("keys of no shortcut mean nothing", () => {
  const known = new Set(SHORTCUTS.map(({ keys }) => keys[0]))
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 1 }), (key) => {
      fc.pre(!known.has(key))
      expect(matchKeys([key])).toBeNull()
    }),
  )
  expect(matchKeys(["g", "g"])).toBeNull()
})
