import { describe, expect, test } from "vitest"
import { checkSql } from "./check-sql"

const SCHEMA = `
create table organisation (id integer primary key, slug text not null unique);
create table batch (org_id integer not null, id bigint not null, rolled boolean, primary key (org_id, id));
create table refusal (org_id integer not null, id bigint not null, at timestamptz, primary key (org_id, id));`
const MIGRATION = "prisma/migrations/2_next/migration.sql"

const check = (files: Record<string, string>) =>
  checkSql(new Map(Object.entries({ "prisma/migrations/1_first/migration.sql": SCHEMA, ...files })))
const details = (files: Record<string, string>) =>
  check(files)
    .map(({ file, detail }) => `${file} ${detail}`)
    .join("\n")
const ofMigration = (sql: string) => details({ [MIGRATION]: sql })
const ofBody = (sql: string) =>
  ofMigration(`create function f(p_org integer) returns void language plpgsql as $$ begin ${sql}; end $$;`)
const ofCode = (sql: string) => details({ "lib/spend/a.ts": `const a = Prisma.sql\`${sql}\`` })

describe("migrations", () => {
  test.each([
    ["create table a (org_id integer, id integer primary key)", "gives a the key (id)"],
    ["create table a (org_id integer, id integer, primary key (id, org_id))", "gives a the key (id, org_id)"],
    ["create table a (org_id integer, id integer)", "without a primary key"],
    ["create table a (org_id integer, n text unique, primary key (org_id, n))", "gives a the key (n)"],
    ["create table a (org_id integer, n text, primary key (org_id), constraint u unique (n))", "the key (n)"],
    ["create unique index u on batch (id)", "gives batch the key (id)"],
    ["alter table batch add constraint u unique (id)", "gives batch the key (id)"],
    ["alter table batch add column code text unique", "gives batch the key (code)"],
    [
      "create table a (org_id integer, id integer primary key); create table b (like a including all)",
      "gives b",
    ],
    ["create table a (id integer primary key)", "table a without org_id"],
    ["create table a (org_id integer primary key, b bigint references batch (id))", "ties a to batch"],
    [
      "alter table refusal add foreign key (org_id, id) references batch (org_id, id)",
      "ties refusal to batch",
    ],
    ["create view v as select b.id from batch b", "view v without org_id"],
    ["create view v as select b.org_id from batch b join refusal r on r.id = b.id", "refusal r without"],
    ["create trigger t after insert on batch execute function f()", "trigger"],
    ["merge into batch b using refusal r on b.org_id = r.org_id when matched then delete", "MERGE"],
    ["set transaction isolation level serializable", "SERIALIZABLE"],
    ["alter table batch detach partition batch_1 concurrently", "CONCURRENTLY"],
    ["create table a partition of batch for values in (1) partition by hash (id)", "parts a partition again"],
  ])("refuse %s", (sql, sentence) => {
    expect(ofMigration(`${sql};`)).toContain(sentence)
  })

  test("may make what distributes, and the tables that are listed with a reason", () => {
    const sql = `
      create table account (id integer primary key, email text unique);
      create table source (
        org_id integer not null references organisation (id), -- a comment, with (a parenthesis
        id integer not null, kind text check (kind in ('a', 'b')), primary key (org_id, id), unique (org_id, kind)
      );
      create table copy (like source including all);
      create table charge (org_id integer, time timestamptz) partition by range (time);
      create unique index u on source (org_id, lower(kind));
      create index i on source (kind);
      create view v as select b.org_id, r.at from batch b join refusal r on r.org_id = b.org_id and r.id = b.id;`
    expect(ofMigration(sql)).toBe("")
  })

  test("are told with their line", () => {
    expect(ofMigration("\n-- why\ncreate table a (id integer);")).toContain(`${MIGRATION}:3 makes`)
  })
})

const WITHOUT = "without a condition on its org_id"

describe("statements", () => {
  const refused = [
    ["select id from batch where not rolled", `reads or changes batch ${WITHOUT}`],
    ["select b.id from batch b where org_id = 1 and not b.rolled", `batch b ${WITHOUT}`],
    ["update batch set rolled = true where id = 1", WITHOUT],
    ["delete from batch b where b.id = 1", `batch b ${WITHOUT}`],
    ["select 1 from refusal r join batch b on b.id = r.id where r.org_id = p_org", `batch b ${WITHOUT}`],
    ["select 1 from refusal r, batch b where r.org_id = p_org", `batch b ${WITHOUT}`],
    ["select 1 from refusal r join batch b on b.org_id = r.org_id and b.id = r.id", `refusal r ${WITHOUT}`],
    ["select 1 from refusal r where r.org_id = r.org_id", `refusal r ${WITHOUT}`],
    ["select org_id from batch where id = 1", WITHOUT],
    ["select 1 from batch where org_id = any (p_orgs)", WITHOUT],
    ['SELECT 1 FROM "batch" B WHERE B.id = 1', `batch b ${WITHOUT}`],
    [
      "select 1 from refusal b where b.org_id = p_org and b.id = any (array(select b.id from batch b))",
      "batch b",
    ],
    [
      "select 1 from batch b where b.org_id = p_org union all select 1 from refusal b",
      `refusal b ${WITHOUT}`,
    ],
    [
      "select o.id from organisation o where exists (select 1 from batch b where b.org_id = o.id)",
      "organisation o",
    ],
    ["insert into batch (id) values (1)", "inserts into batch without org_id"],
    ["insert into batch select 1, 2, true", "inserts into batch without org_id"],
    ["insert into batch (org_id, id) select r.org_id, r.id from refusal r", `refusal r ${WITHOUT}`],
    [
      "insert into refusal (org_id, id) values (1, 2) on conflict (org_id, id) do update set at = now()",
      "clock",
    ],
    ["insert into batch (org_id) values (1) on conflict (org_id) do update set org_id = 2", "sets org_id"],
    ["update batch b set rolled = true, org_id = 2 where b.org_id = 1", "sets org_id"],
    ["update batch b set (org_id, id) = (2, 3) where b.org_id = 1", "sets org_id"],
    ["select date_trunc('day', coalesce(at, x))", "date_trunc('day', coalesce(at, x), zone)"],
    ["select at at time zone current_setting('timezone')", "AT TIME ZONE"],
    ["select at at local", "AT TIME ZONE"],
    ["select set_config('app.org_id', '1', true)", "set_config()"],
  ] as const

  test.each(refused)("in code refuse %s", (sql, sentence) => {
    expect(ofCode(sql)).toContain(sentence)
  })

  test.each(refused)("in a function refuse %s", (sql, sentence) => {
    expect(ofBody(sql)).toContain(sentence)
  })

  test.each([
    "select id from batch where org_id = p_org and not rolled",
    "select b.id from batch as b where p_org = b.org_id",
    "with x as (select b.org_id, b.id from batch b where b.org_id = p_org) select r.at from x join refusal r on r.org_id = x.org_id",
    "select 1 from batch b join refusal r using (org_id, id) where b.org_id = p_org",
    "select 1 from batch b left join (select 1) s on true where b.org_id = p_org and (b.rolled or b.id in (1, 2))",
    "insert into refusal (id, org_id) values (2, 1) on conflict (org_id, id) do update set at = excluded.at",
    "update batch set rolled = org_id = 1 where org_id = p_org",
    "select date_trunc('day', at, o.zone), at at time zone 'UTC', at at time zone p_zone",
    "select 1 from unnest(p_org) as batch (id) where id is distinct from v_id -- from batch",
  ])("let %s be", (sql) => {
    expect(ofCode(sql)).toBe("")
    expect(ofBody(`${sql}\n`)).toBe("")
  })

  test("are judged template by template, whatever is put into them", () => {
    const lines = [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
      "Prisma.sql`select 1 from batch b where b.org_id = ${orgId} ${more ? Prisma.sql`and true` : Prisma.sql`join refusal r on true`}`",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
      "Prisma.sql`select 1 from ${table} m where m.id = ${id}::bigint`",
      "Prisma.sql`batch b where b.id = 1`",
      "Prisma.sql`batch`",
    ]
    const found = check({ "lib/spend/a.ts": lines.join("\n") })
    expect(found.map(({ file }) => file)).toEqual([
      "lib/spend/a.ts:1",
      "lib/spend/a.ts:2",
      "lib/spend/a.ts:3",
    ])
  })

  test("may ask over all organisations where they are listed, and the list holds no other", () => {
    const lookOut = "Prisma.sql`select o.id as org_id from organisation o`"
    expect(details({ "lib/worker/run.ts": lookOut })).toBe("")
    expect(details({ "lib/worker/walk.ts": lookOut })).toContain("organisation o")
    expect(details({ "lib/worker/run.ts": "" })).toContain("strike it from the list")
  })

  test("name the organisation of a local table too, where its rows have one", () => {
    const local = "create table api_key (id integer primary key, org_id integer, public_id text unique);"
    const text = "Prisma.sql`update api_key set used = true where id = 1`"
    expect(details({ [MIGRATION]: local, "lib/auth/a.ts": text })).toBe(
      `lib/auth/a.ts:1 reads or changes api_key ${WITHOUT}.`,
    )
  })

  test("are free in tests, benches and proofs", () => {
    const text = "Prisma.sql`select id from batch`"
    const exempt = ["lib/spend/a.test.ts", "lib/testing/a.ts", "bench/a.ts", "scripts/prove/a.ts"]
    expect(check(Object.fromEntries(exempt.map((file) => [file, text])))).toEqual([])
  })
})
