import { endOfParenthesis, listOf } from "./check-sql-text"

/** Tables whose keys need not begin with an organisation, each with the reason. */
const LOCAL: Readonly<Record<string, string>> = {
  organisation: "is the organisation; its id is its rows' org_id",
  account: "a person may belong to several organisations",
  provider_identity: "says who an account is, before its organisation is known",
  password_reset: "opens an account before its organisation is known",
  installation: "one row for the whole installation",
  api_key: "a key is looked up before its organisation is known",
  source_webhook: "an address is looked up before its organisation is known",
  throttle: "attempts are counted before the organisation is known",
  ended_session: "a session is refused before its organisation is known",
}

/** Tables of an organisation without a key of their own. */
const KEYLESS: Readonly<Record<string, string>> = {
  charge: "identity holds what is unique, and a key would have to contain the time of the partition",
  payload: "is stored with the charge that identity lets through",
}

export interface Table {
  file: string
  line: number
  columns: string[]
  /** Columns of its primary and unique keys. */
  keys: { isPrimary: boolean; columns: string[] }[]
  references: string[]
}

/** Whether its rows belong to organisations and stand where these do. */
function isTenant(name: string, { columns }: Table): boolean {
  return columns.includes("org_id") && !Object.hasOwn(LOCAL, name)
}

/** Takes what a statement of a migration says of tables into `tables`; a view passes org_id on as a column. */
export function readTable(
  sql: string,
  tables: Map<string, Table>,
  place: Pick<Table, "file" | "line">,
): string[] {
  const view =
    /^\s*create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+(\w+)\s+as\s+select\b([\s\S]*)/i.exec(sql)
  const created = /^\s*create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)\s*\(/i.exec(sql)
  const index = /^\s*create\s+unique\s+index\s+[\s\S]*?\bon\s+(?:only\s+)?(\w+)[^(]*\(/i.exec(sql)
  const altered = /^\s*alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(\w+)\s+([\s\S]*)/i.exec(sql)
  if (view?.[1]) {
    const columns = /(?<![\w])(?:\w+\.)?org_id\s*(?=,|\bfrom\b)/i.test(view[2] ?? "") ? ["org_id"] : []
    tables.set(view[1], { ...place, columns, keys: [{ isPrimary: true, columns }], references: [] })
    return columns.length > 0 ? [] : [`makes the view ${view[1]} without org_id among its columns.`]
  }
  if (created?.[1]) {
    const table: Table = { ...place, columns: [], keys: [], references: [] }
    tables.set(created[1], table)
    for (const part of inParenthesis(sql, created[0])) {
      const like = tables.get(/^like\s+(\w+)/i.exec(part)?.[1] ?? "")
      if (like) Object.assign(table, { columns: [...like.columns], keys: [...like.keys] })
      else readDefinition(part, table)
    }
  }
  const indexed = tables.get(index?.[1] ?? "")
  if (index && indexed) indexed.keys.push({ isPrimary: false, columns: inParenthesis(sql, index[0]) })
  const changed = tables.get(altered?.[1] ?? "")
  if (altered && changed) {
    for (const part of listOf(altered[2] ?? ""))
      if (/^add\b/i.test(part))
        readDefinition(part.replace(/^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?/i, ""), changed)
  }
  return []
}

/** A column or a constraint, as CREATE and ALTER TABLE write it. */
function readDefinition(part: string, table: Table): void {
  const plain = part.replace(/^constraint\s+\w+\s+/i, "")
  const columns = plain.includes("(") ? inParenthesis(plain, plain.slice(0, plain.indexOf("(") + 1)) : []
  const isConstraint = /^(?:primary\s+key|unique|foreign\s+key|check|exclude)\b/i.test(plain)
  const name = isConstraint ? undefined : /^\w+/.exec(plain)?.[0]
  if (name) table.columns.push(name)
  const key = isConstraint
    ? /^(?:(primary)\s+key|unique)\b/i.exec(plain)
    : /\b(?:(primary)\s+key|unique)\b/i.exec(plain)
  if (key) table.keys.push({ isPrimary: key[1] !== undefined, columns: name ? [name] : columns })
  const target = /\breferences\s+(\w+)/i.exec(plain)?.[1]
  if (target) table.references.push(target)
}

function inParenthesis(sql: string, upTo: string): string[] {
  const start = sql.indexOf(upTo) + upTo.length
  return listOf(sql.slice(start, endOfParenthesis(sql, start - 1) - 1))
}

export function faultsOfTable(name: string, table: Table, tables: ReadonlyMap<string, Table>): string[] {
  if (Object.hasOwn(LOCAL, name)) return []
  if (!table.columns.includes("org_id")) {
    return [
      `makes the table ${name} without org_id: give it one, or name it with the reason among the local tables of check-sql.ts.`,
    ]
  }
  const faults = table.keys
    .filter(({ columns }) => columns[0] !== "org_id")
    .map(({ columns }) => `gives ${name} the key (${columns.join(", ")}): begin it with org_id.`)
  if (!table.keys.some(({ isPrimary }) => isPrimary) && !Object.hasOwn(KEYLESS, name)) {
    faults.push(`makes ${name} without a primary key: give it one that begins with org_id.`)
  }
  for (const target of table.references) {
    const other = tables.get(target)
    if (other && isTenant(target, other))
      faults.push(`ties ${name} to ${target} by a foreign key: the writer keeps them together.`)
  }
  return faults
}
