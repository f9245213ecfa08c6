import { splitStatements } from "@/lib/db/statements"

/** A piece of SQL to judge and the line it begins at. */
export interface Piece {
  sql: string
  line: number
}

/** A table as a statement names it. */
export interface Reference {
  table: string
  /** The name that its columns go by. */
  alias: string
  isInsert: boolean
  /** What follows it in its scope. */
  rest: string
}

/** Stands in a template's text for what is put in. */
const HOLE = "$0"
const NO_ALIAS =
  "where|on|set|using|join|left|right|full|inner|cross|natural|order|group|having|limit|offset|for|values|select|returning|union|except|intersect|window|fetch|from|into|and|or|is|then|loop|do|default|overriding|with|when|not|skip"
const NAME = String.raw`(?:only\s+)?(?:public\.)?(?:\w+|\$0)(?:\s+(?:as\s+)?(?!(?:${NO_ALIAS})\b)[a-z_]\w*)?`
const TABLES = new RegExp(String.raw`\b(from|join|update|into|using)\s+(${NAME}(?:\s*,\s*${NAME})*)`, "gi")
const LEADING = new RegExp(String.raw`^\s*()(${NAME})(?=\s+(?:where|on)\b)`, "gi")

/** The `Prisma.sql` templates of a source, nested ones by themselves. */
export function templatesOf(text: string): Piece[] {
  return [...text.matchAll(/\bPrisma\.sql`/g)].map(({ index, 0: opening }) => ({
    sql: plainSql(readTemplate(text, index + opening.length).sql),
    line: lineAt(text, index),
  }))
}

function readTemplate(text: string, start: number): { sql: string; end: number } {
  let sql = ""
  let at = start
  while (at < text.length && text[at] !== "`") {
    if (text.startsWith("${", at)) {
      at = endOfHole(text, at + 2)
      sql += HOLE
    } else {
      sql += text[at]
      at += text[at] === "\\" ? 2 : 1
    }
  }
  return { sql, end: at + 1 }
}

function endOfHole(text: string, start: number): number {
  let depth = 1
  let at = start
  while (at < text.length) {
    const quoted = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/y
    quoted.lastIndex = at
    if (text[at] === "`") at = readTemplate(text, at + 1).end
    else if (quoted.test(text)) at = quoted.lastIndex
    else {
      if (text[at] === "{") depth += 1
      if (text[at] === "}") depth -= 1
      at += 1
      if (depth === 0) return at
    }
  }
  return at
}

/** The statements of a script; the body of a function comes as the statements inside it, after its head. */
export function statementsOf(script: string): Piece[] {
  let from = 0
  return splitStatements(script).flatMap((statement) => {
    const start = script.indexOf(statement, from)
    from = start + statement.length
    const body = /\$(\w*)\$([\s\S]*)\$\1\$/.exec(statement)
    const [head, inside] = body ? [statement.replace(body[0], ""), body[2] ?? ""] : [statement, ""]
    const at = (offset: number) => lineAt(script, start + offset)
    const skipped = head.search(/^(?!\s*(?:--|$))/m)
    const pieces = [{ sql: plainSql(head), line: at(Math.max(0, skipped)) }]
    let within = body ? statement.indexOf(inside, body.index) : 0
    for (const part of splitStatements(inside)) {
      within = statement.indexOf(part, within)
      for (const sql of plainSql(part).split(/\b(?:begin|loop)\b/i)) pieces.push({ sql, line: at(within) })
    }
    return pieces
  })
}

/** In small letters, without comments and the quotes of names. */
function plainSql(sql: string): string {
  const unwanted = /('(?:''|[^'])*')|--[^\n]*|\/\*[\s\S]*?\*\/|"/g
  return sql.replace(unwanted, (_, text: string | undefined) => text ?? "").toLowerCase()
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length
}

/** Each SELECT, INSERT, UPDATE or DELETE of a statement without those inside it. */
export function scopesOf(sql: string): string[] {
  const inner: string[] = []
  const opening = /\(\s*(?=(?:select|with|insert|update|delete)\b)/i
  let own = sql
  for (let open = opening.exec(own); open !== null; open = opening.exec(own)) {
    const end = endOfParenthesis(own, open.index)
    inner.push(...scopesOf(own.slice(open.index + 1, end - 1)))
    own = `${own.slice(0, open.index)}(·)${own.slice(end)}`
  }
  return [...own.split(/\b(?:union(?:\s+all)?|except|intersect)\b/i), ...inner]
}

/** The place after the parenthesis that closes the one at `start`. */
export function endOfParenthesis(sql: string, start: number): number {
  const mark = /'(?:''|[^'])*'|[()]/g
  mark.lastIndex = start
  let depth = 0
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    if (found[0] === "(") depth += 1
    if (found[0] === ")") depth -= 1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length + 1
}

/** The parts between the commas that stand in no parenthesis. */
export function listOf(sql: string): string[] {
  const parts = [""]
  let at = 0
  while (at < sql.length) {
    const end = sql[at] === "(" ? endOfParenthesis(sql, at) : at + 1
    if (sql[at] === ",") parts.push("")
    else parts.push((parts.pop() ?? "") + sql.slice(at, end))
    at = end
  }
  return parts.map((part) => part.trim())
}

/** The tables that a scope names. A hole with an alias may be any table; a template may begin with one. */
export function referencesOf(scope: string, tables: ReadonlySet<string>): Reference[] {
  return [...scope.matchAll(TABLES), ...scope.matchAll(LEADING)].flatMap((found) => {
    const [whole, word = "", list = ""] = found
    return listOf(list).flatMap((name) => {
      const [table = "", alias] = name.replace(/^only\s+|public\./gi, "").split(/\s+(?:as\s+)?/i)
      if (table === HOLE ? alias === undefined : !tables.has(table)) return []
      const rest = scope.slice(found.index + whole.length)
      return [{ table, alias: alias ?? table, isInsert: /into/i.test(word), rest }]
    })
  })
}
