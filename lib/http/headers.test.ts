import { expect, test } from "vitest"
import { dataHeaders, pagePolicy, securityHeaders } from "./headers"
import { newRequestId } from "./request-id"

const production = { isHttps: true, isDevelopment: false }

test("a page's policy runs nothing without its nonce", () => {
  const policy = pagePolicy("abc", production)
  const script = policy.split("; ").find((part) => part.startsWith("script-src "))
  expect(script).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'")
  expect(policy).not.toContain("unsafe-eval")
  expect(policy.match(/unsafe-inline/g)).toHaveLength(1)
  for (const part of [
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ]) {
    expect(policy).toContain(part)
  }
})

test("only https promises https", () => {
  expect(securityHeaders(true)).toHaveProperty("strict-transport-security")
  expect(securityHeaders(false)).not.toHaveProperty("strict-transport-security")
  expect(pagePolicy("abc", { ...production, isHttps: false })).not.toContain("upgrade-insecure-requests")
})

test("data is kept by no cache", () => {
  expect(dataHeaders(false)["cache-control"]).toBe("private, no-store")
})

test("request ids are version 7 UUIDs that sort by time and do not repeat", () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => newRequestId(1_760_000_000_000 + at))
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true)
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
