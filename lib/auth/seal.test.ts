import fc from "fast-check"
import { expect, test } from "vitest"

process.env.TOLLGATE_KEY_PEPPER = "a pepper that only this test file knows of"
const { seal, unseal } = await import("./seal")

const text = fc.string({ unit: "grapheme" })

test("what is sealed opens at its place alone, and no two seals are alike", () => {
  fc.assert(
    fc.property(text, text, text, (plain, place, other) => {
      const sealed = seal(plain, place)
      expect(unseal(sealed, place)).toBe(plain)
      expect(seal(plain, place)).not.toBe(sealed)
      if (other !== place) expect(() => unseal(sealed, other)).toThrow("was changed")
    }),
  )
})

test("a bit that changed is noticed, whichever it is", () => {
  const [format, id, body = ""] = seal("whsec_secret", "endpoint 1/1").split(".")
  const bytes = Buffer.from(body, "base64url")
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => unseal(`${format}.${id}.${changed.toString("base64url")}`, "endpoint 1/1")).toThrow()
    }),
  )
})

test("a seal of another installation says so", () => {
  const [format, , body] = seal("x", "y").split(".")
  expect(() => unseal(`${format}.00000000.${body}`, "y")).toThrow("another TOLLGATE_KEY_PEPPER")
})
