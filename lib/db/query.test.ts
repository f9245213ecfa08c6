import fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { ingestPool, prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { column, execute, query, transaction } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { makeTenant, testDatabase } from "@/lib/testing/database"

await testDatabase()

describe("query", () => {
  test("carries every whole number and decimal without losing a digit", async () => {
    const row = z.object({ whole: z.bigint(), list: z.array(z.bigint()), exact: z.string() })
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (whole) => {
        const sql = Prisma.sql`select ${whole}::int8 as whole, array[${whole}]::int8[] as list, ${whole}::numeric / 1000 as exact`
        const [found] = await query(sql, row, { prepare: true })
        expect(found).toMatchObject({ whole, list: [whole] })
        expect(BigInt(found!.exact.replace(".", "").replace(/0+$/, "") || "0")).toBeDefined()
      }),
      { numRuns: 50 },
    )
  })

  test("takes any text as a value, never as SQL", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string().filter((text) => !text.includes("\0")),
        async (text) => {
          const found = await query(Prisma.sql`select ${text}::text as same`, z.object({ same: z.string() }))
          expect(found).toEqual([{ same: text }])
        },
      ),
      { numRuns: 50 },
    )
  })

  test("keeps instants exact whatever the zone of this machine", async () => {
    const at = new Date("2026-03-29T01:30:00.123Z")
    const sql = Prisma.sql`select ${at}::timestamptz as at, (${at}::timestamptz at time zone 'UTC') as wall, date '2026-03-29' as day`
    const [found] = await query(sql, z.object({ at: z.date(), wall: z.string(), day: z.string() }))
    expect(found).toEqual({ at, wall: "2026-03-29 01:30:00.123", day: "2026-03-29" })
  })

  test("refuses a row that is not what was promised", async () => {
    await expect(query(Prisma.sql`select 1 as n`, z.object({ n: z.string() }))).rejects.toThrow()
  })

  test("cancels a read that takes too long", async () => {
    await expect(execute(Prisma.sql`select pg_sleep(6)`)).rejects.toThrow(/statement timeout/)
  })
})

describe("transaction", () => {
  test("keeps nothing of work that threw", async () => {
    const { orgId } = await makeTenant()
    const work = transaction(async (on) => {
      await execute(Prisma.sql`update organisation set name = 'changed' where id = ${orgId}`, { on })
      throw new Error("no")
    })
    await expect(work).rejects.toThrow("no")
    const kept = await prisma().organisation.findUniqueOrThrow({ where: { id: orgId } })
    expect(kept.name).not.toBe("changed")
  })
})

test("a connection that is lost in somebody's hands fails their next statement, not the process", async () => {
  const held = await ingestPool().connect()
  const [backend] = await query(Prisma.sql`select pg_backend_pid() as pid`, z.object({ pid: z.number() }), {
    on: held,
  })
  // An error event that nobody hears would end the test run.
  await execute(Prisma.sql`select pg_terminate_backend(${backend?.pid ?? 0})`)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await expect(execute(Prisma.sql`select 1`, { on: held })).rejects.toThrow()
  held.release(true)
  expect(await execute(Prisma.sql`select 1`, { on: ingestPool() })).toBe(1)
})

describe("column", () => {
  const columns = { model: Prisma.sql`model` }

  test("knows the names on the map and no others", () => {
    expect(column(columns, "model")).toBe(columns.model)
    for (const name of ["toString", "__proto__", "model; drop table charge", ""]) {
      expect(() => column(columns, name)).toThrow(AppError)
    }
  })
})
