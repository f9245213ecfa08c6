import { type Finding, isTest, type Sources } from "./check-sources"
import { faultsOfTable, readTable, type Table } from "./check-sql-tables"
import {
  endOfParenthesis,
  listOf,
  type Piece,
  type Reference,
  referencesOf,
  scopesOf,
  statementsOf,
  templatesOf,
} from "./check-sql-text"

const LOOKS_OUT = "decides nothing: what follows names one organisation"

/** Statements that name no organisation, by file and by how they begin. */
const ACROSS: readonly { file: string; begins: string; reason: string }[] = [
  {
    file: "lib/auth/authenticate-key.ts",
    begins: "select k.id, k.org_id, k.secret_hash, k.source_id",
    reason: "finds the organisation by a key that is unique among all",
  },
  {
    file: "lib/auth/source-webhook.ts",
    begins: "select w.org_id, w.source_id, w.sealed from source_webhook w",
    reason: "finds the organisation by an address that is unique among all",
  },
  {
    file: "lib/auth/accept-invitation.ts",
    begins: "select 1 from membership m where m.account_id",
    reason: "asks whether an account belongs to another organisation, and tells no more than that",
  },
  {
    file: "lib/auth/password-reset.ts",
    begins: "select a.id, a.email, a.name, a.session_version, m.org_id",
    reason: "finds an account's organisation without a session, as signing in does",
  },
  {
    file: "lib/auth/provider-account.ts",
    begins: "select a.id, a.name, a.email, a.session_version, m.org_id",
    reason: "finds an account's organisation at sign-in, as a password does",
  },
  {
    file: "lib/auth/provider-join.ts",
    begins: "select i.org_id, i.id, i.role, i.teams from invitation i",
    reason: "finds what was offered to an address that the provider has verified",
  },
  {
    file: "lib/auth/provider-join.ts",
    begins: "select o.id from organisation o where o.slug",
    reason: "a slug is unique among all",
  },
  {
    file: "lib/rollups/apply.ts",
    begins: "select o.id as org_id, o.zone from organisation o",
    reason: LOOKS_OUT,
  },
  { file: "lib/rollups/apply.ts", begins: "select distinct x.org_id from correction x", reason: LOOKS_OUT },
  { file: "lib/rollups/apply.ts", begins: "select o.id as org_id from organisation o", reason: LOOKS_OUT },
  {
    file: "lib/auth/create-organisation.ts",
    begins: "select o.slug from organisation o where starts_with",
    reason: "a slug is unique among all",
  },
  {
    file: "lib/auth/demo.ts",
    begins: "select m.account_id, m.org_id from account a",
    reason: "finds the demo's organisation by its owner's address",
  },
  {
    file: "lib/rollups/change-zone.ts",
    begins: "select o.id as org_id, o.zone, o.next_zone from organisation o",
    reason: LOOKS_OUT,
  },
  { file: "lib/rollups/cuboids.ts", begins: "select c.org_id, o.zone, c.id,", reason: LOOKS_OUT },
  { file: "lib/reports/deliver.ts", begins: "select r.org_id, r.id, r.every", reason: LOOKS_OUT },
  {
    file: "lib/reports/deliver.ts",
    begins: "with taken as (",
    reason: "each letter carries its organisation",
  },
  {
    file: "lib/reports/deliver.ts",
    begins: "update report_delivery d set state = 'unknown'",
    reason: "letters of a process that has ended, whosever they are",
  },
  { file: "lib/worker/verify-trails.ts", begins: "select o.id as org_id", reason: LOOKS_OUT },
  {
    file: "lib/credits/apply.ts",
    begins: "select o.id as org_id from organisation o",
    reason: LOOKS_OUT,
  },
  {
    file: "prisma/migrations/20261126210000_create_attribution/migration.sql",
    begins: "update context set sent_agent = agent",
    reason: "fills new columns of every row from the row itself",
  },
  {
    file: "prisma/migrations/20261130110000_tell_own_keys/migration.sql",
    begins: "select pg_temp.tell_own_keys(o.id) from organisation o",
    reason: "says of every organisation's calls from before which were made by own keys",
  },
  {
    file: "prisma/migrations/20261129120000_create_health/migration.sql",
    begins: "select health_rebuild(o.id, o.zone) from organisation o",
    reason: "goes over all organisations once, each by its own number",
  },
  {
    file: "prisma/migrations/20261127110000_follow_given_names/migration.sql",
    begins: "select attribution_apply(o.id)",
    reason: "gives each organisation what its own rules and names say",
  },
  {
    file: "prisma/migrations/20261127110000_follow_given_names/migration.sql",
    begins: "select user_attribute(o.id",
    reason: "gives each organisation what its own rules and names say",
  },
  { file: "lib/rerate/advance.ts", begins: "select distinct r.org_id from rerate r", reason: LOOKS_OUT },
  {
    file: "lib/decision/fold-days.ts",
    begins: "select o.id as org_id, o.zone from organisation o",
    reason: LOOKS_OUT,
  },
  {
    file: "lib/health/price-fallbacks.ts",
    begins: "select distinct f.org_id from failed_request f",
    reason: LOOKS_OUT,
  },
  {
    file: "prisma/migrations/20261129123000_keep_attempts/migration.sql",
    begins: "update context set attempt = 'first'",
    reason: "fills a new column of every row from the organisation's own cubes",
  },
  {
    file: "prisma/migrations/20261201150000_tell_models_of_incidents/migration.sql",
    begins: "delete from incident_watch",
    reason: "has the incidents of every organisation looked for once more",
  },
  {
    file: "lib/health/find-incidents.ts",
    begins: "select o.id as org_id, o.zone, w.seen_until as seen,",
    reason: LOOKS_OUT,
  },
  {
    file: "lib/anomalies/find.ts",
    begins: "select o.id as org_id, o.zone, m.at as moved from organisation o",
    reason: LOOKS_OUT,
  },
  {
    file: "lib/sources/otlp/settle-traces.ts",
    begins: "select w.org_id, array_agg(w.trace::text) as traces",
    reason: LOOKS_OUT,
  },
  { file: "lib/alerts/watched.ts", begins: "select o.id as org_id,", reason: LOOKS_OUT },
  { file: "lib/rerate/watch-prices.ts", begins: "select o.id as org_id,", reason: LOOKS_OUT },
  { file: "lib/worker/run.ts", begins: "select o.id as org_id from organisation o", reason: LOOKS_OUT },
  {
    file: "lib/delivery/dispatch.ts",
    begins: "select e.org_id, e.id from endpoint e",
    reason: "the places of a worker are shared among organisations, and the numbers go to its queue alone",
  },
  {
    file: "prisma/migrations/20261130102000_forecast_no_single_day/migration.sql",
    begins: "update budget set forecast_thresholds = '{}'",
    reason: "takes out of every row what could never be reached",
  },
  {
    file: "prisma/migrations/20261130103000_keep_what_alerts_were_about/migration.sql",
    begins: "update alert a set filters",
    reason: "fills a new column from the organisation's own budgets and rules",
  },
  {
    file: "lib/http/readiness.ts",
    begins: "select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)",
    reason: "a gauge of this installation's worker, no organisation's figure",
  },
]

const CLOCK =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(|\bcurrent_timestamp\b/i
const NEVER: readonly [RegExp, string][] = [
  [
    /\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b|\breturns\s+trigger\b/i,
    "makes a trigger: write what follows into the statement or the worker.",
  ],
  [/\bmerge\s+into\b/i, "uses MERGE: write INSERT … ON CONFLICT."],
  [/\bserializable\b/i, "asks for SERIALIZABLE: take a lock that names the organisation."],
  [/\bdetach\s+partition\b[\s\S]*\bconcurrently\b/i, "detaches a partition CONCURRENTLY: detach it plainly."],
  [
    /\bpartition\s+of\b[\s\S]*\bpartition\s+by\b/i,
    "parts a partition again: one level is all that distributes.",
  ],
  [
    /\bset_config\s*\(/i,
    "calls set_config(), which other nodes never hear of: send SET LOCAL as a statement.",
  ],
  [
    /\bat\s+local\b|\bat\s+time\s+zone\s+(?!'|\$\d|(?:\w+\.)?\w*zone\b)/i,
    "leaves the zone to the session: name it after AT TIME ZONE.",
  ],
]

/** The rules that let one schema and one SQL also run distributed by organisation. */
export function checkSql(sources: Sources): Finding[] {
  const migrations = [...sources]
    .filter(([file]) => /^prisma\/migrations\/.*\.sql$/.test(file))
    .flatMap(([file, text]) => statementsOf(text).map((piece) => ({ file, ...piece })))
  const findings: Finding[] = []
  const tables = new Map<string, Table>()
  for (const { file, line, sql } of migrations) {
    for (const detail of readTable(sql, tables, { file, line })) findings.push(told(file, line, detail))
  }
  const tenants = new Set(["organisation"])
  for (const [name, table] of tables) {
    if (table.columns.includes("org_id")) tenants.add(name)
    for (const detail of faultsOfTable(name, table, tables))
      findings.push(told(table.file, table.line, detail))
  }
  for (const { file, ...piece } of migrations) findings.push(...faultsOfPiece(file, piece, tenants))
  const code = [...sources].filter(([file]) => /^(?:app|lib)\/.*\.tsx?$/.test(file) && !isTest(file))
  return [...findings, ...code.flatMap(([file, text]) => faultsOfCode(file, text, tenants))]
}

function told(file: string, line: number, detail: string): Finding {
  return { file: `${file}:${line}`, detail }
}

function begins(entry: (typeof ACROSS)[number], { sql }: Piece): boolean {
  return sql.trim().startsWith(entry.begins)
}

function faultsOfCode(file: string, text: string, tenants: ReadonlySet<string>): Finding[] {
  const pieces = templatesOf(text)
  const gone = ACROSS.filter((entry) => entry.file === file && !pieces.some((piece) => begins(entry, piece)))
  return [
    ...pieces.flatMap((piece) => faultsOfPiece(file, piece, tenants)),
    ...gone.map((entry) =>
      told(
        file,
        1,
        `no longer has the statement "${entry.begins} …": strike it from the list of check-sql.ts.`,
      ),
    ),
  ]
}

function faultsOfPiece(file: string, piece: Piece, tenants: ReadonlySet<string>): Finding[] {
  const isAcross = ACROSS.some((entry) => entry.file === file && begins(entry, piece))
  return faultsOfStatement(piece, isAcross ? new Set() : tenants).map((detail) =>
    told(file, piece.line, detail),
  )
}

function faultsOfStatement({ sql }: Piece, tables: ReadonlySet<string>): string[] {
  const faults = NEVER.filter(([pattern]) => pattern.test(sql)).map(([, detail]) => detail)
  for (const { index, 0: call } of sql.matchAll(/\bdate_trunc\s*\(/gi)) {
    const start = index + call.length
    const given = listOf(sql.slice(start, endOfParenthesis(sql, start - 1) - 1))
    if (given.length < 3)
      faults.push(`truncates in the session's zone: name it, date_trunc(${given.join(", ")}, zone).`)
  }
  for (const scope of scopesOf(sql)) {
    const conflict = /\bon\s+conflict\b[\s\S]*?\bdo\s+update\b([\s\S]*)/i.exec(scope)?.[1] ?? ""
    if (CLOCK.test(conflict)) faults.push("reads the clock in DO UPDATE: take the time from excluded.")
    if (setsOrganisation(scope)) faults.push("sets org_id: a row stays with its organisation.")
    faults.push(
      ...unnamed(scope, tables).map(({ table, alias, isInsert }) =>
        isInsert
          ? `inserts into ${table} without org_id among the columns.`
          : `reads or changes ${table === alias ? table : `${table} ${alias}`} without a condition on its org_id.`,
      ),
    )
  }
  return faults
}

const UPDATE =
  /\b(?:do\s+update|update\s+(?:only\s+)?\w+(?:\s+(?:as\s+)?\w+)?)\s+set\s+([\s\S]*?)(?=\bwhere\b|\bfrom\b|\breturning\b|$)/gi

function setsOrganisation(scope: string): boolean {
  const assignments = [...scope.matchAll(UPDATE)].flatMap(([, list = ""]) => listOf(list))
  return assignments.some((assignment) => /^(?:org_id|\([^)]*\borg_id\b[^)]*\))\s*=/i.test(assignment))
}

/** The references of a scope that neither a value nor a table already named ties to one organisation. */
function unnamed(scope: string, tables: ReadonlySet<string>): Reference[] {
  let left = tables.size === 0 ? [] : referencesOf(scope, tables)
  // Whoever reads a view names the organisation of its first table.
  if (/^\s*create\s+[\w\s]*view\b/i.test(scope)) left = left.slice(1)
  if (left.length === 0) return []
  // Equal to one value: any() of several may be several organisations.
  const equal = [...scope.matchAll(/([\w.$]+)(?:::\w+)?\s*=\s*(?!(?:any|all|some)\b)([\w.$]+)/g)].flatMap(
    ([, a = "", b = ""]) => [
      [a, b],
      [b, a],
    ],
  )
  const columnsOf = ({ table, alias }: Reference) => {
    const column = table === "organisation" ? "id" : "org_id"
    return table === alias ? [`${alias}.${column}`, column] : [`${alias}.${column}`]
  }
  for (;;) {
    const open = new Set(left.flatMap(columnsOf))
    const still = left.filter((reference) => {
      if (reference.isInsert)
        return !/^\s*\([^)]*\borg_id\b/i.test(reference.rest) && reference.table !== "organisation"
      if (/^\s*using\s*\(\s*org_id\b/i.test(reference.rest)) return false
      const own = columnsOf(reference)
      return !equal.some(([a = "", b = ""]) => own.includes(a) && !open.has(b))
    })
    if (still.length === left.length) return still
    left = still
  }
}
