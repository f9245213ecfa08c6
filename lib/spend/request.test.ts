import { describe, expect, test } from "vitest"
import { AppError } from "@/lib/errors"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { spendQuerySchema } from "./api-schema"
import { spendOfRequest } from "./request"

await testDatabase()
const { scope } = await makeTenant({ zone: "Europe/Berlin" })

const asked = (parameters: Record<string, string>) =>
  spendOfRequest(scope, spendQuerySchema.parse(parameters))

async function refusalOf(parameters: Record<string, string>): Promise<AppError> {
  const error = await asked(parameters).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error("It was not refused.")
  return error
}

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  expect(performance.now() - start).toBeLessThan(2_000)
  return result
}

describe("a request for spend", () => {
  test.each([
    [{ from: "1901-01-01", to: "2026-01-01" }, "from"],
    [{ from: "2026-01-01", to: "9999-01-01" }, "to"],
    [{ from: "0001-01-01", to: "2026-01-01" }, "from"],
    [{ from: "2026-02-30", to: "2026-03-01" }, "from"],
  ] as const)("%o is refused, and %s is named", async (parameters, field) => {
    const refusal = await timed(() => refusalOf({ ...parameters, interval: "day" }))
    expect(refusal.code).toBe("invalid")
    expect(refusal.message).toContain(field)
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual([field])
  })

  test("over a century by day is refused at once, also in instants", async () => {
    for (const [from, to] of [
      ["2000-01-01", "2100-12-31"],
      ["2000-01-01T00:30:00Z", "2100-12-31T07:10:00Z"],
    ] as const) {
      const refusal = await timed(() => refusalOf({ from, to, interval: "day", compare: "previous" }))
      expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(["interval"])
      const refused = await timed(() => refusalOf({ from, to, compare: "previous" }))
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(["interval"])
    }
  })

  test("asks for fewer groups where there are many buckets, and the usual ones over any range", async () => {
    const year = { from: "2025-01-01", to: "2026-01-01", interval: "day" }
    const refusal = await refusalOf({ ...year, group_by: "feature", limit: "220" })
    expect(refusal.code).toBe("invalid")
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(["limit", "interval"])
    expect((await asked({ ...year, group_by: "feature", limit: "219" })).limit).toBe(219)
    expect((await asked({ ...year, limit: "1000" })).limit).toBe(1_000)
    const most = { from: "2024-01-01", to: "2026-03-11", interval: "day", group_by: "feature" }
    expect((await asked(most)).limit).toBe(100)
  })

  test("may hold 800 buckets and not one more", async () => {
    const query = await asked({ from: "2024-01-01", to: "2026-03-11", interval: "day" })
    expect(query.interval).toBe("day")
    const refusal = await refusalOf({ from: "2024-01-01", to: "2026-03-12", interval: "day" })
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(["interval"])
  })
})
