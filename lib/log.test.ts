import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { loggable } from "@/lib/log"

describe("loggable", () => {
  test("never lets a secret through, however deep or by whatever way it arrives", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
    const carrier = fc.constantFrom(
      (value: string) => ({ password: value }),
      (value: string) => ({ headers: { Authorization: value, cookie: value } }),
      (value: string) => `failed for Bearer ${value}`,
      (value: string) => ({ text: `key tg_live_k1_${value} refused` }),
      (value: string) => [`postgresql://tollgate:${value}@db/tollgate`],
      (value: string) => new Error(`sk-${value} is wrong`, { cause: new Error(`Bearer ${value}`) }),
    )
    fc.assert(
      fc.property(secret, carrier, (value, carry) => {
        expect(JSON.stringify(loggable({ deeper: carry(value) }))).not.toContain(value)
      }),
    )
  })

  test("leaves token counts alone", () => {
    expect(loggable({ tokens: 5, input_tokens: 7n, output: "9" })).toEqual({
      tokens: 5,
      input_tokens: "7",
      output: "9",
    })
  })

  test("cuts long fields at two kilobytes and says how long they were", () => {
    const { body } = loggable({ body: "x".repeat(5000) }) as { body: string }
    expect(body.length).toBeLessThan(2100)
    expect(body).toContain("(5000 characters)")
  })

  test("ends on a value that contains itself", () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    expect(JSON.stringify(loggable(loop))).toContain("(deeper)")
  })
})
