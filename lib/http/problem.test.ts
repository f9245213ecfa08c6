import { describe, expect, test } from "vitest"
import * as z from "zod"
import { AppError, type ErrorCode } from "@/lib/errors"
import { parseBody, parseParameters, queryValues } from "./input"
import { isOutage } from "./outage"
import { toProblem } from "./problem"

const STATUS: [ErrorCode, number][] = [
  ["bad_request", 400],
  ["unauthenticated", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["too_large", 413],
  ["unsupported_media", 415],
  ["invalid", 422],
  ["too_many_requests", 429],
  ["unavailable", 503],
]

function withCode(code: string, message = "x"): Error {
  return Object.assign(new Error(message), { code })
}

function errorsOf(task: () => unknown) {
  try {
    task()
  } catch (error) {
    if (error instanceof AppError) return error.errors
    throw error
  }
  throw new Error("It was not refused.")
}

describe("problems", () => {
  test.each(STATUS)("%s is %i, with its sentence and the request's id", (code, status) => {
    const { problem, headers, isExpected } = toProblem(new AppError(code, "A sentence."), "id-1")
    expect(problem).toMatchObject({ status, detail: "A sentence.", request_id: "id-1", errors: [] })
    expect(problem.type).toMatch(/^urn:tollgate:problem:[a-z-]+$/)
    expect(isExpected).toBe(true)
    expect("retry-after" in headers).toBe(status === 429 || status === 503)
  })

  test("what nobody foresaw tells its id and nothing else", () => {
    const { problem, isExpected } = toProblem(new Error("password is hunter2"), "id-2")
    expect(problem.status).toBe(500)
    expect(JSON.stringify(problem)).not.toContain("hunter2")
    expect(problem.detail).toContain("id-2")
    expect(isExpected).toBe(false)
  })

  test("the wait is whole seconds, one at least", () => {
    const error = new AppError("too_many_requests", "Wait.", { retryAfterSeconds: 0.2 })
    expect(toProblem(error, "x").headers["retry-after"]).toBe("1")
  })
})

describe("outages", () => {
  test.each(["08006", "53300", "53100", "57P01", "57014", "58000", "40P01", "40001"])(
    "SQLSTATE %s passes",
    (code) => {
      expect(isOutage(withCode(code))).toBe(true)
      expect(isOutage(new Error("query failed", { cause: withCode(code) }))).toBe(true)
      const { problem, headers } = toProblem(withCode(code), "x")
      expect(problem.status).toBe(503)
      expect(Number(headers["retry-after"])).toBeGreaterThan(0)
    },
  )

  test.each(["23505", "42601", "22P02", "P0001", "P2002", "XX000"])("code %s is ours to mend", (code) => {
    expect(isOutage(withCode(code))).toBe(false)
  })

  test("lost connections are known by code or by sentence", () => {
    expect(isOutage(withCode("ECONNREFUSED"))).toBe(true)
    expect(isOutage(new AggregateError([withCode("ECONNREFUSED")]))).toBe(true)
    expect(isOutage(new Error("timeout exceeded when trying to connect"))).toBe(true)
    expect(isOutage(new Error("Query read timeout"))).toBe(true)
    expect(isOutage(new Error("Connection terminated unexpectedly"))).toBe(true)
    expect(
      isOutage({ code: "P2010", meta: { driverAdapterError: { cause: { kind: "DatabaseNotReachable" } } } }),
    ).toBe(true)
    expect(isOutage(new Error("no"))).toBe(false)
    expect(isOutage(null)).toBe(false)
  })

  test("an error that is its own cause ends the search", () => {
    const error = new Error("round")
    error.cause = error
    expect(isOutage(error)).toBe(false)
  })
})

describe("input", () => {
  const schema = z.strictObject({ events: z.array(z.object({ "a/b": z.string() })) })

  test("a body's errors carry JSON pointers", () => {
    const errors = errorsOf(() => parseBody(schema, { events: [{ "a/b": 1 }], extra: 1 }))
    expect(errors.map((error) => error.pointer)).toEqual(["/events/0/a~1b", "/extra"])
  })

  test("a query's errors carry the parameter's name", () => {
    const query = z.strictObject({ limit: z.coerce.number().max(10) })
    expect(errorsOf(() => parseParameters(query, queryValues("http://x/?limit=99")))[0]?.pointer).toBe(
      "limit",
    )
  })

  test("a hundred thousand unknown fields give a short answer", () => {
    const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 1]))
    expect(errorsOf(() => parseBody(schema, { events: [], ...body })).length).toBeLessThanOrEqual(50)
  })

  test("repeated names become a list, and no name is special", () => {
    expect(() => queryValues("http://x/?filter=user%3D%00")).toThrow(/filter.*NUL/)
    const values = queryValues("http://x/?filter=a&filter=b&__proto__=c&one=1")
    expect(values.filter).toEqual(["a", "b"])
    expect(Object.entries(values)).toContainEqual(["__proto__", "c"])
    expect(({} as Record<string, unknown>).c).toBeUndefined()
    expect(values.one).toBe("1")
  })
})
