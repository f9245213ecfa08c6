/** Whitespace or a comment: text that belongs to a statement without making one. */
const BLANK = /\s+|--[^\n]*/y
const QUOTED = /(?<![\w$])[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"/y
const DOLLAR_TAG = /(?<![\w$\u0080-\uffff])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/**
 * The statements of an SQL script, in order, each without its final semicolon. Strings, quoted names,
 * nested comments and dollar-quoted bodies stay whole. SQL-standard bodies (`BEGIN ATOMIC`) are not
 * recognised: migrations write function bodies between dollar quotes.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = []
  let start = 0
  let hasCode = false
  let at = 0
  while (at < script.length) {
    if (script[at] === ";") {
      if (hasCode) statements.push(script.slice(start, at).trim())
      at += 1
      start = at
      hasCode = false
      continue
    }
    const blank = endOfBlank(script, at)
    if (blank > at) {
      at = blank
      continue
    }
    hasCode = true
    at = endOfToken(script, at)
  }
  if (hasCode) statements.push(script.slice(start).trim())
  return statements
}

function endOfBlank(script: string, at: number): number {
  if (script.startsWith("/*", at)) return endOfBlockComment(script, at)
  return endOfMatch(BLANK, script, at) ?? at
}

function endOfToken(script: string, at: number): number {
  const quoted = endOfMatch(QUOTED, script, at)
  if (quoted !== undefined) return quoted
  const bodyStart = endOfMatch(DOLLAR_TAG, script, at)
  if (bodyStart === undefined) return at + 1
  const tag = script.slice(at, bodyStart)
  const bodyEnd = script.indexOf(tag, bodyStart)
  return bodyEnd < 0 ? script.length : bodyEnd + tag.length
}

function endOfBlockComment(script: string, at: number): number {
  let depth = 0
  const marks = /\/\*|\*\//g
  marks.lastIndex = at
  for (let mark = marks.exec(script); mark !== null; mark = marks.exec(script)) {
    depth += mark[0] === "/*" ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
  return script.length
}

function endOfMatch(sticky: RegExp, text: string, at: number): number | undefined {
  sticky.lastIndex = at
  return sticky.test(text) ? sticky.lastIndex : undefined
}
