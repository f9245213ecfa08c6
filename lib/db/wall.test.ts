import fc from "fast-check"
import pg from "pg"
import { beforeAll, describe, expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { makeTenant, testDatabase } from "@/lib/testing/database"

const url = await testDatabase()

const nameRow = z.object({ name: z.string() })
const whoRow = z.object({ who: z.string(), org: z.string().nullable() })
const WHO = Prisma.sql`select current_user::text as who, nullif(current_setting('app.org_id', true), '') as org`
const ALL_SOURCES = Prisma.sql`select s.name from source s order by s.name`

const orgs: number[] = []

beforeAll(async () => {
  for (const n of [1, 2, 3]) {
    const { orgId } = await makeTenant()
    orgs.push(orgId)
    await execute(
      Prisma.sql`insert into source (org_id, id, name) values (${orgId}, 1, ${`of ${n}`}), (${orgId}, 2, ${`also of ${n}`})`,
    )
  }
})

const namesOf = (n: number) => [`also of ${n}`, `of ${n}`]

describe("what the catalogue says", () => {
  const names = async (statement: Prisma.Sql) => (await query(statement, nameRow)).map(({ name }) => name)

  test("every table that has org_id is walled by the same policy, and every view reads as its asker", async () => {
    const open = await names(Prisma.sql`
      select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and not (c.relrowsecurity and exists (
          select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*'
            and p.polroles = '{0}' and pg_get_expr(p.polqual, p.polrelid) = '(org_id = wall_org())'
            and p.polwithcheck is null))
      union all
      select c.relname from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
        and not ('security_invoker=true' = any (coalesce(c.reloptions, '{}')))`)
    expect(open).toEqual([])
  })

  test("the role reaches nothing but walled tables, and no partition past its table", async () => {
    const reached = await names(Prisma.sql`
      select distinct c.relname as name from pg_class c, aclexplode(c.relacl) g
      where g.grantee = 'tollgate_tenant'::regrole and c.relkind <> 'v' and not c.relrowsecurity
      union all
      select c.relname from pg_class c where c.relispartition and c.relkind = 'r'
        and has_table_privilege('tollgate_tenant', c.oid, 'select')`)
    expect(reached).toEqual([])
  })

  test("the role adds to the audit trail and changes nothing of it, and reads no secret", async () => {
    const may = await names(Prisma.sql`
      select p.kind as name from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p (kind)
      where has_table_privilege('tollgate_tenant', 'audit_entry', p.kind) order by 1`)
    expect(may).toEqual(["insert", "select"])
    const secrets = await names(Prisma.sql`
      select s.col as name from (values ('account', 'password_hash'), ('api_key', 'secret_hash'),
        ('invitation', 'token_hash')) as s (tab, col)
      where has_column_privilege('tollgate_tenant', s.tab, s.col, 'select')`)
    expect(secrets).toEqual([])
  })
})

describe("behind the wall", () => {
  test("a statement without any condition finds the organisation's rows, and nothing without an organisation", async () => {
    for (const [i, orgId] of orgs.entries()) {
      expect(await ownRows(orgId, ALL_SOURCES, nameRow)).toEqual(namesOf(i + 1).map((name) => ({ name })))
    }
    const nobodys = await behindWall(orgs[0]!, async (on) => {
      await on.query("set local app.org_id = ''")
      return query(ALL_SOURCES, nameRow, { on })
    })
    expect(nobodys).toEqual([])
  })

  test("rows of others can be neither added, taken nor handed over", async () => {
    const [own, other] = [orgs[0]!, orgs[1]!]
    const refusal = /row-level security|permission denied/
    const attempts = [
      Prisma.sql`insert into source (org_id, id, name) values (${other}, 9, 'planted')`,
      Prisma.sql`insert into saved_view (org_id, id, name, page, query, shared, created_by, created_at, changed_at)
        values (${other}, 9, 'planted', '/explore', '', true, 1, now(), now())`,
      Prisma.sql`update counter set org_id = ${other} where name = 'handed over'`,
      Prisma.sql`update audit_entry set subject = 'other'`,
      Prisma.sql`select a.password_hash from account a`,
    ]
    await execute(
      Prisma.sql`insert into counter (org_id, name, value) values (${own}, 'handed over', 1) on conflict do nothing`,
    )
    for (const attempt of attempts) {
      await expect(behindWall(own, (on) => execute(attempt, { on }))).rejects.toThrow(refusal)
    }
    const renamed = await behindWall(own, (on) =>
      execute(Prisma.sql`update organisation set name = 'renamed'`, { on }),
    )
    expect(renamed).toBe(1)
  })

  test("an organisation's number is a number", async () => {
    for (const wrong of [1.5, Number.NaN, "1'; reset role; --" as unknown as number]) {
      await expect(ownRows(wrong, ALL_SOURCES, nameRow)).rejects.toThrow("is not an organisation's number")
    }
  })
})

describe("one connection for everybody", () => {
  // The pool's single connection is handed from one asker to the next in every order.
  const asking = fc.record({
    n: fc.constantFrom(1, 2, 3),
    way: fc.constantFrom("read", "transaction", "failing read", "failing transaction", "plain"),
  })

  async function askAs(pool: pg.Pool, n: number, way: string): Promise<void> {
    const orgId = orgs[n - 1]!
    if (way === "plain") {
      const [row] = await query(WHO, whoRow, { on: pool })
      expect(row).toEqual({ who: new URL(url).username, org: null })
      return
    }
    if (way === "read") {
      const rows = await ownRows(orgId, ALL_SOURCES, nameRow, { pool })
      expect(rows.map(({ name }) => name)).toEqual(namesOf(n))
      return
    }
    if (way === "failing read") {
      await expect(ownRows(orgId, Prisma.sql`select 1 / 0 as name`, nameRow, { pool })).rejects.toThrow(
        "zero",
      )
      return
    }
    const work = behindWall(
      orgId,
      async (on) => {
        const rows = await query(ALL_SOURCES, nameRow, { on })
        expect(rows.map(({ name }) => name)).toEqual(namesOf(n))
        expect(await query(WHO, whoRow, { on })).toEqual([{ who: "tollgate_tenant", org: String(orgId) }])
        if (way === "failing transaction") throw new Error("no")
      },
      pool,
    )
    await (way === "transaction" ? work : expect(work).rejects.toThrow("no"))
  }

  test.each([true, false])("nobody finds what the one before had set (pipelined: %s)", async (pipeline) => {
    const pool = new pg.Pool({ connectionString: url, max: 1, ...{ pipeline } })
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(asking, { minLength: 2, maxLength: 12 }), async (askers) => {
          await Promise.all(askers.map(({ n, way }) => askAs(pool, n, way)))
        }),
        { numRuns: 40 },
      )
      await askAs(pool, 1, "plain")
    } finally {
      await pool.end()
    }
  })
})
