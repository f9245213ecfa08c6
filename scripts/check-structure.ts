import { type Finding, importsOf, isTest, type Sources } from "./check-sources"

const MAX_LINES = 400
const MAX_PAGE = 80
const MAX_ROUTE = 40
const VAGUE = /(?:^|\/)(?:utils?|helpers?|common|services?|managers?|misc|shared)(?:\.|\/)/

/** A rule about the text of one file: what is wrong with it, or null. */
type Rule = (file: string, text: string) => string | null

const RULES: Rule[] = [
  (_, text) => tooLong(text, MAX_LINES, "split it by what it computes"),
  (file, text) => (/\/page\.tsx$/.test(file) ? tooLong(text, MAX_PAGE, "move markup to components") : null),
  (file, text) => (/^app\/.*\/route\.ts$/.test(file) ? tooLong(text, MAX_ROUTE, "move logic to lib") : null),
  (file) => (VAGUE.test(file) ? "has a name that says nothing: name it for what it computes." : null),
  (file) =>
    /(?:^|\/)index\.tsx?$/.test(file) ? "is a barrel: let importers name the file they need." : null,
  (_, text) =>
    /^\s*["']use server["']/m.test(text) ? "has a server action: write a route handler under /api." : null,
  (file, text) =>
    /^app\/(?:.*\/)?(?:page|layout)\.tsx$/.test(file) && /export default async\b/.test(text)
      ? "awaits at its top: move the awaiting part below a <Suspense> boundary."
      : null,
  (file, text) =>
    !isChecker(file) && /^import (?:\{ z \}|z) from "zod"/m.test(text)
      ? 'write import * as z from "zod".'
      : null,
  (file, text) =>
    !isChecker(file) && /\b(?:TODO|FIXME|XXX)\b/.test(text) ? "has something left to do: do it." : null,
  (file, text) => (mayWriteSql(file) ? null : rawSql(file, text)),
]

export function checkStructure(sources: Sources): Finding[] {
  const findings: Finding[] = []
  for (const [file, text] of sources) {
    for (const rule of RULES) {
      const detail = rule(file, text)
      if (detail !== null) findings.push({ file, detail })
    }
  }
  return findings
}

function tooLong(text: string, limit: number, advice: string): string | null {
  const lines = text.split("\n").length - 1
  return lines > limit ? `has ${lines} lines, ${limit} are allowed: ${advice}.` : null
}

/** Benches and proofs look at the database from outside, and tests behind the door, on purpose. */
function mayWriteSql(file: string): boolean {
  return (
    /^(?:lib\/db|bench|scripts\/prove)\/|^scripts\/(?:bench|prove)\.ts$/.test(file) ||
    isChecker(file) ||
    isTest(file)
  )
}

/** These files name what they forbid. */
function isChecker(file: string): boolean {
  return file.startsWith("scripts/check-")
}

function rawSql(file: string, text: string): string | null {
  const call = /\$(?:query|execute)Raw(?:Unsafe)?\b|\bPrisma\.raw\b|\.query(?:<[^()]*>)?\(\s*[`"'{]/.exec(
    text,
  )?.[0]
  if (call !== undefined)
    return `speaks SQL past the one door (${call.trim()}): use query() of lib/db/query.ts.`
  const opens = importsOf(file, text).some(({ target, typeOnly }) => target === "pg" && !typeOnly)
  return opens ? "opens database connections: use the pools of lib/db/client.ts." : null
}
