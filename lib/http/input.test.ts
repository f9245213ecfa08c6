import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { parseBody } from "./input"

const anything = z.unknown()

test("a body's texts are kept as they are, whatever they hold", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value).replaceAll("\\u0000", ""))
      expect(parseBody(anything, plain)).toEqual(plain)
    }),
  )
})

test.each([
  [{ name: "a\0" }, "/name", "It holds a NUL character."],
  [{ rules: [{ when: ["agent=x", "agent=\ud800"] }] }, "/rules/0/when/1", "It holds half a character."],
  [{ set: { "te\0am": "x" } }, "/set", "It holds a NUL character."],
  ["\0", "", "It holds a NUL character."],
])("a text that no database keeps is refused where it stands: %j", (body, pointer, detail) => {
  expect(() => parseBody(anything, body)).toThrow(
    expect.objectContaining({ code: "invalid", errors: [{ pointer, detail }] }),
  )
})

test("an object that pretends to be long is refused and is no fault of ours", () => {
  const schema = z.strictObject({ name: z.string().max(80) })
  const body = { name: { length: { toString: 1, valueOf: 1 } } }
  expect(() => parseBody(schema, body)).toThrow("An object stands where a text belongs.")
})
