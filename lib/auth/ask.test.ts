import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { testDatabase } from "@/lib/testing/database"
import { ask } from "./ask"

await testDatabase()

const row = z.object({ n: z.number() })
const slow = Prisma.sql`select 1 as n from pg_sleep(0.4)`

test("what an organisation asks in bulk leaves connections for the others", async () => {
  let answered = 0
  const bulk = Promise.all(
    Array.from({ length: 20 }, async () => {
      await ask(1, slow, row)
      answered += 1
    }),
  )
  expect(await ask(2, Prisma.sql`select 2 as n`, row)).toEqual([{ n: 2 }])
  // Nothing of the bulk had to end before.
  expect(answered).toBeLessThanOrEqual(4)
  await bulk
  expect(answered).toBe(20)
})

test("an organisation that has too much waiting is refused, and nobody else", async () => {
  const bulk = Array.from({ length: 110 }, () =>
    ask(3, slow, row).catch((error: { code: string }) => error.code),
  )
  expect(await ask(4, Prisma.sql`select 2 as n`, row)).toEqual([{ n: 2 }])
  const ends = await Promise.all(bulk)
  expect(ends.filter((end) => end === "too_many_requests").length).toBe(6)
})
