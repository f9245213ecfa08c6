import pg from "pg"
import { expect, test } from "vitest"
import * as z from "zod"
import { accountPool, disconnect } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { raiseWall } from "@/lib/db/raise-wall"
import { behindWall, ownRows } from "@/lib/db/wall"
import { testDatabase } from "@/lib/testing/database"

const url = await testDatabase({ fresh: true })
const ORG = 1
const whoRow = z.object({ who: z.string(), org: z.string().nullable() })
const WHO = Prisma.sql`select current_user::text as who, nullif(current_setting('app.org_id', true), '') as org`

test("where the role may not be had, statements are asked as before, and the next start tries again", async () => {
  await execute(Prisma.sql`revoke all on charge from tollgate_tenant`, { on: accountPool() })
  const ourselves = { who: new URL(url).username, org: null }
  expect(await ownRows(ORG, WHO, whoRow)).toEqual([ourselves])
  expect(await behindWall(ORG, (on) => query(WHO, whoRow, { on }))).toEqual([ourselves])

  await disconnect()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await raiseWall(client)
  await client.end()
  const tenant = { who: "tollgate_tenant", org: String(ORG) }
  expect(await ownRows(ORG, WHO, whoRow)).toEqual([tenant])
  expect(await behindWall(ORG, (on) => query(WHO, whoRow, { on }))).toEqual([tenant])
})
