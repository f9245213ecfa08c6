import fc from "fast-check"
import { expect, test } from "vitest"
import { type Cursor, formatCursor, parseCursor } from "./cursor"

test("a cursor is read back as it was", () => {
  const cursor = fc.record<Cursor>({
    time: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
    key: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    towards: fc.constantFrom("older", "newer", "from"),
  })
  fc.assert(
    fc.property(cursor, (place) => {
      expect(parseCursor(formatCursor(place))).toEqual(place)
    }),
  )
})

test("any other text is refused with a sentence", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const encoded = Buffer.from(text).toString("base64url")
      if (/^\d{1,15}\.-?\d{1,20}(\.[nf])?$/.test(text)) return
      expect(() => parseCursor(encoded)).toThrow("cursor is not one that this API gave out.")
    }),
  )
})
