import fc from "fast-check"
import { expect, test } from "vitest"
import { isSecretHeader, redactExchange, redactLooks, redactor } from "./redact"

test("a known secret comes out of a text in no writing, wherever it stands", () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 60, unit: "grapheme-ascii" })
    .filter((text) => text.trim() === text)
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
      const redact = redactor(new Map([["THE_KEY", key]]))
      const writings = [
        key,
        encodeURIComponent(key),
        Buffer.from(key).toString("base64"),
        JSON.stringify(key),
      ]
      for (const writing of writings) {
        const clean = redact(`${before}${writing}${after}`)
        expect(clean.includes(key) && !`${before}[THE_KEY]${after}`.includes(key)).toBe(false)
      }
    }),
  )
})

test("what looks like a key is taken out without being known", () => {
  for (const key of [
    "sk-proj-abcdefghijklmnop0123",
    "sk-ant-api03-abcdefghijklmnop",
    "tg_live_abcdefghijkl_0123456789abcdef",
    "AIzaSyA0123456789abcdefghijklmn",
    "gsk_0123456789abcdefghij",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
  ]) {
    expect(redactLooks(`Incorrect API key: ${key}.`), key).not.toContain(key)
  }
  expect(redactLooks("https://user:hunter22@example.com/")).not.toContain("hunter22")
  expect(redactLooks("tokens: 31, task-based-evaluation-of-models")).toBe(
    "tokens: 31, task-based-evaluation-of-models",
  )
})

test("no text takes long to redact, whatever it repeats", () => {
  const looks = [
    " ",
    "://::::",
    "://a:",
    "Bearer ",
    "eyJ",
    "-eyJaaaaaaaa",
    "tg_a",
    "tg_a_",
    "sk-",
    "-",
    "a",
    "://",
  ]
  for (const look of looks) {
    for (const end of ["", "@", "."]) {
      const text = look.repeat(Math.ceil(80_000 / look.length)) + end
      const start = performance.now()
      redactLooks(text)
      // Ten bodies long: what began anew at every character would take seconds.
      expect(performance.now() - start, look + end).toBeLessThan(1_000)
    }
  }
})

test("what stands before a secret stays", () => {
  expect(redactLooks("Authorization: Bearer  abcdefgh12")).toBe("Authorization: Bearer  [redacted]")
  expect(redactLooks("https://user:hunter22@example.com/")).toBe("https://[redacted]@example.com/")
})

test("headers that hold secrets are masked by their name, limits are not", () => {
  const secret = [
    "Authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "Set-Cookie",
    "x-portkey-api-key",
    "x-auth-token",
  ]
  expect(secret.filter((name) => !isSecretHeader(name))).toEqual([])
  const plain = [
    "x-ratelimit-limit-tokens",
    "anthropic-ratelimit-input-tokens-limit",
    "x-portkey-provider",
    "date",
  ]
  expect(plain.filter(isSecretHeader)).toEqual([])
  const redacted = redactExchange(
    {
      ...{
        method: "POST",
        url: "https://a.example/?key=plain-secret",
        request_body: "",
        response_body: "plain-secret",
      },
      ...{ request_headers: { authorization: "Bearer plain-secret", "x-api-key": "other" }, status: 200 },
      ...{
        response_headers: { "x-ratelimit-limit-tokens": "5" },
        ms: 1,
        first_byte_ms: 1,
        fault: "plain-secret",
      },
    },
    redactor(new Map([["KEY", "plain-secret"]])),
  )
  expect(JSON.stringify(redacted)).not.toMatch(/plain-secret|other/)
  expect(redacted.request_headers.authorization).toBe("Bearer [KEY]")
  expect(redacted.response_headers["x-ratelimit-limit-tokens"]).toBe("5")
})
