import { gzipSync } from "node:zlib"
import "@/lib/testing/signed-in"
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest"
import * as z from "zod"
import { createKey } from "@/lib/auth/api-key"
import type { KeyScope, Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"
import { countAnswer, metrics } from "./metrics"
import type { Payload } from "./payload"
import { reply } from "./reply"
import { methods, type RouteHandler, route } from "./route"

await testDatabase()

const URL = "http://localhost:3000/api/v1/thing"
const OWN = "http://localhost:3000"

interface Sent {
  method?: string
  url?: string
  body?: BodyInit
  headers?: Record<string, string>
  params?: Record<string, string>
}

async function send(
  handler: RouteHandler,
  { method = "POST", url = URL, body, headers = {}, params }: Sent = {},
) {
  const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const response = await handler(request, { params: Promise.resolve(params ?? {}) })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json")
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

const JSON_TYPE = { "content-type": "application/json" }

let orgId: number
let keys: Record<KeyScope, string>
let cookie: string
let viewerCookie: string

beforeAll(async () => {
  const tenant = await makeTenant()
  orgId = tenant.orgId
  const made: [KeyScope, string][] = []
  for (const scope of ["ingest", "backfill", "read", "admin"] as const) {
    const { key } = await createKey(tenant.scope, { name: scope, environment: "live", scopes: [scope] })
    made.push([scope, `Bearer ${key}`])
  }
  keys = Object.fromEntries(made) as Record<KeyScope, string>
  cookie = (await signedInAs("owner", orgId)).cookie
  viewerCookie = (await signedInAs("viewer", orgId)).cookie
})

describe("every answer", () => {
  test("carries a request id, no-store and the security headers, whatever its status", async () => {
    const refuse = route({ auth: "none" }, () => {
      throw new AppError("conflict", "No.")
    })
    const fail = route({ auth: "none" }, () => {
      throw new Error("secret detail")
    })
    const own = route(
      { auth: "none" },
      () => new Response("a,b", { headers: { "content-type": "text/csv" } }),
    )
    const ids = new Set<string>()
    for (const handler of [route({ auth: "none" }, () => ({ ok: true })), refuse, fail, own]) {
      const { headers } = await send(handler)
      expect(headers.get("cache-control")).toBe("private, no-store")
      expect(headers.get("x-content-type-options")).toBe("nosniff")
      expect(headers.get("x-frame-options")).toBe("DENY")
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
      ids.add(headers.get("x-request-id") ?? "")
    }
    expect(ids.size).toBe(4)
  })

  test("is the handler's value, its reply, or a problem that names the request", async () => {
    expect((await send(route({ auth: "none" }, () => ({ a: 1 })))).body).toEqual({ a: 1 })
    const created = await send(route({ auth: "none" }, () => reply(201, { id: 1 }, { location: "/x" })))
    expect([created.status, created.headers.get("location")]).toEqual([201, "/x"])
    expect((await send(route({ auth: "none" }, () => reply(204)))).body).toBe("")
    const failed = await send(
      route({ auth: "none" }, () => {
        throw new Error("secret detail")
      }),
    )
    expect(failed.status).toBe(500)
    expect(failed.headers.get("content-type")).toMatch(/^application\/problem\+json/)
    expect(failed.body.request_id).toBe(failed.headers.get("x-request-id"))
    expect(JSON.stringify(failed.body)).not.toContain("secret detail")
  })

  test("a database that is away is 503 with a time to come back", async () => {
    const away = route({ auth: "none" }, () => {
      throw Object.assign(new Error("terminating connection"), { code: "57P01" })
    })
    const { status, headers } = await send(away)
    expect(status).toBe(503)
    expect(headers.get("retry-after")).toBe("2")
  })

  test("a verb that is not there is 405 and told what is", async () => {
    const { PUT, GET } = methods({
      GET: route({ auth: "none" }, () => ({})),
      POST: route({ auth: "none" }, () => ({})),
    })
    const refused = await send(PUT, { method: "PUT" })
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, POST"])
    expect(refused.body).toMatchObject({ status: 405, request_id: expect.any(String), errors: [] })
    expect((await send(GET, { method: "GET" })).status).toBe(200)
  })

  test("is counted by status", async () => {
    countAnswer(418)
    countAnswer(418)
    expect(metrics().answers.get(418)).toBe(2)
  })
})

describe("who asks", () => {
  const seen = ({ scope }: { scope: Scope }) => ({ org: scope.orgId, kind: scope.actor.kind })
  const ingest = route({ auth: "key", keyScope: "ingest" }, seen)
  const read = route({ auth: "either", keyScope: "read" }, seen)
  const manage = route({ auth: "session", roles: ["owner", "admin"] }, seen)

  test("a key needs the scope; admin may read", async () => {
    const status = async (handler: RouteHandler, authorization: string) =>
      (await send(handler, { method: "GET", headers: { authorization } })).status
    expect(await status(ingest, keys.ingest)).toBe(200)
    expect(await status(ingest, keys.read)).toBe(403)
    expect(await status(ingest, keys.admin)).toBe(403)
    expect(await status(read, keys.read)).toBe(200)
    expect(await status(read, keys.admin)).toBe(200)
    expect(await status(read, keys.ingest)).toBe(403)
    expect(await status(ingest, "Bearer nonsense")).toBe(401)
    expect((await send(ingest)).headers.get("www-authenticate")).toMatch(/^Bearer/)
  })

  test("a session does for either, and never for a route of keys", async () => {
    const asked = { method: "GET", headers: { cookie } }
    expect((await send(read, asked)).body).toEqual({ org: orgId, kind: "user" })
    expect((await send(ingest, asked)).status).toBe(401)
  })

  test("a bad key is refused even beside a good session", async () => {
    const headers = { cookie, authorization: "Bearer tg_live_x" }
    expect((await send(read, { method: "GET", headers })).status).toBe(401)
  })

  test("a session needs a role where one is asked", async () => {
    expect((await send(manage, { headers: { cookie, origin: OWN } })).status).toBe(200)
    const refused = await send(manage, { headers: { cookie: viewerCookie, origin: OWN } })
    expect(refused.status).toBe(403)
    expect(refused.body.detail).toContain("viewer")
    expect((await send(manage, { headers: { origin: OWN } })).status).toBe(401)
  })

  test("the types say what a handler gets", () => {
    route({ auth: "none" }, ({ scope }) => expectTypeOf(scope).toEqualTypeOf<null>())
    route({ auth: "key", body: z.object({ a: z.string() }) }, ({ scope, body, query }) => {
      expectTypeOf(scope).toEqualTypeOf<Scope>()
      expectTypeOf(body).toEqualTypeOf<{ a: string }>()
      expectTypeOf(query).toEqualTypeOf<undefined>()
    })
    route({ auth: "key", payload: ["json"], body: z.string() }, ({ body, payload }) => {
      expectTypeOf(body).toEqualTypeOf<undefined>()
      expectTypeOf(payload).toEqualTypeOf<Payload>()
    })
  })
})

describe("changes by a session", () => {
  let changes = 0
  const change = route({ auth: "either", keyScope: "admin", body: z.object({ a: z.number() }) }, () => {
    changes += 1
    return {}
  })
  const body = JSON.stringify({ a: 1 })

  test.each([
    ["none", undefined],
    ["null", "null"],
    ["another site", "https://evil.example"],
    ["a sub-domain", "http://x.localhost:3000"],
    ["a look-alike", "http://localhost:3000.evil.example"],
    ["another port", "http://localhost:3001"],
    ["another scheme", "https://localhost:3000"],
    ["capitals", "HTTP://LOCALHOST:3000"],
  ])("are refused with an Origin of %s", async (_, origin) => {
    const before = changes
    const headers = { ...JSON_TYPE, cookie, ...(origin ? { origin } : {}) }
    expect((await send(change, { body, headers })).status).toBe(403)
    expect(changes).toBe(before)
  })

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
    "are refused as %s",
    async (type) => {
      const before = changes
      const headers = { cookie, origin: OWN, "content-type": type }
      expect((await send(change, { body, headers })).status).toBe(415)
      expect(changes).toBe(before)
    },
  )

  test("are done from our own page, and with a key from anywhere", async () => {
    const before = changes
    expect((await send(change, { body, headers: { ...JSON_TYPE, cookie, origin: OWN } })).status).toBe(200)
    const headers = { authorization: keys.admin, origin: "https://elsewhere.example" }
    expect((await send(change, { body: Buffer.from(body), headers })).status).toBe(200)
    expect(changes).toBe(before + 2)
  })
})

describe("what may come in", () => {
  const strict = z.strictObject({ name: z.string() })
  const echo = route({ auth: "none", body: strict }, ({ body }) => body)
  const raw = route({ auth: "none", payload: ["json", "lines"] }, ({ payload }) => payload)

  test("a checked body, or a problem with pointers", async () => {
    expect((await send(echo, { body: '{"name":"x"}', headers: JSON_TYPE })).body).toEqual({ name: "x" })
    const refused = await send(echo, { body: '{"name":1,"role":"owner"}', headers: JSON_TYPE })
    expect(refused.status).toBe(422)
    expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(["/name", "/role"])
    expect((await send(echo, { body: "{", headers: JSON_TYPE })).status).toBe(400)
    expect((await send(echo, { body: "[".repeat(100_000), headers: JSON_TYPE })).status).toBe(400)
    expect((await send(echo, { body: "", headers: JSON_TYPE })).status).toBe(400)
  })

  test("a polluted prototype pollutes nothing", async () => {
    const bodies = ['{"__proto__":{"polluted":1},"name":"x"}', '{"constructor":{"prototype":{"polluted":1}}}']
    for (const body of bodies) await send(echo, { body, headers: JSON_TYPE })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test("packed bodies, and lines", async () => {
    const packed = gzipSync('{"name":"x"}')
    const headers = { ...JSON_TYPE, "content-encoding": "gzip" }
    expect((await send(echo, { body: packed, headers })).body).toEqual({ name: "x" })
    const lines = { body: '{"a":1}\n{"b":2}\n', headers: { "content-type": "application/x-ndjson" } }
    expect((await send(raw, lines)).body).toMatchObject({ kind: "lines", values: [{ a: 1 }, { b: 2 }] })
    expect((await send(echo, lines)).status).toBe(415)
  })

  test("limits of the route", async () => {
    const small = route({ auth: "none", body: z.unknown(), limits: { maxBytes: 10 } }, () => ({}))
    expect((await send(small, { body: '"123456789"', headers: JSON_TYPE })).status).toBe(413)
  })

  test("queries and path parameters by name", async () => {
    const query = z.strictObject({ limit: z.coerce.number().int().max(100).default(10) })
    const params = z.object({ id: z.coerce.number().int() })
    const found = route({ auth: "none", query, params }, ({ query: { limit }, params: { id } }) => ({
      limit,
      id,
    }))
    const ask = (search: string, id: string) =>
      send(found, { method: "GET", url: URL + search, params: { id } })
    expect((await ask("", "7")).body).toEqual({ limit: 10, id: 7 })
    expect((await ask("?limit=999", "7")).body.errors[0].pointer).toBe("limit")
    expect((await ask("?org_id=2", "7")).status).toBe(422)
    expect((await ask("?limit=1&limit=2", "7")).status).toBe(422)
    expect((await ask("", "x")).body.errors[0].pointer).toBe("id")
  })
})
