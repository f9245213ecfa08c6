import { expect, test } from "vitest"
import { readPool } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { spend } from "./queries"
import type { SpendQuery } from "./schema"

await testDatabase()

const QUERY: SpendQuery = {
  from: new Date("2026-11-01T00:00:00Z"),
  to: new Date("2026-12-01T00:00:00Z"),
  interval: "day",
  groupBy: [],
  filters: [],
  limit: 10,
  comparison: null,
}

test("an organisation that asks too much at once is told so, and another is answered", async () => {
  const [many, one] = [await makeTenant(), await makeTenant()]
  const lock = await readPool().connect()
  await lock.query("begin; lock table cube_version in access exclusive mode")
  const asked = Array.from({ length: 110 }, () =>
    spend(many.scope, QUERY).then(
      () => "answered",
      (error: { code?: string }) => error.code,
    ),
  )
  const other = spend(one.scope, QUERY)
  const refused = await Promise.race(asked)
  expect(refused).toBe("too_many_requests")
  await lock.query("rollback")
  lock.release()
  const outcomes = await Promise.all(asked)
  expect(outcomes.filter((outcome) => outcome === "answered")).toHaveLength(104)
  expect(outcomes.filter((outcome) => outcome === "too_many_requests")).toHaveLength(6)
  expect((await other).total.calls).toBe(0)
})
