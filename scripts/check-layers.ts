import { type Finding, type Import, importsOf, isTest, type Sources } from "./check-sources"

/** Rooms of lib from left to right: a room knows itself and what stands to its left. */
const ROOMS = [
  "errors",
  "money",
  "time",
  "env",
  "log",
  "mail",
  "db",
  "auth",
  "annotations",
  "views",
  "http",
  "providers",
  "pricing",
  "ledger",
  "rollups",
  "sources",
  "spend",
  "forecast",
  "attribution",
  "credits",
  "rerate",
  "imports",
  "reconcile",
  "exports",
  "reports",
  "delivery",
  "anomalies",
  "budgets",
  "health",
  "alerts",
  "smoke",
  "decision",
  "worker",
]
const LEAF = /^lib\/(errors|money|time|env|log)(?:-[a-z-]+)?$/
const FOR_COMPONENTS =
  /(?:^|\/)(?:schema|series|dimensions|money|time)$|^lib\/(?:money|time)-[a-z-]+$|-schema$|^lib\/attribution\/(?:coverage-lines|showback-lines)$|^lib\/pricing\/price-lines$|^lib\/views\/address$|^lib\/spend\/(?:filter|range|url|colour|display|spend-lines|headline|routes|metric|running|ratio-series|series-cells|explore-lines|metric-headline|drill|change|change-lines|change-steps|change-words|entity)$/
const GENERIC = /^components\/(?:ui|charts|tables)\//

/** Who may know whom. */
export function checkLayers(sources: Sources): Finding[] {
  const findings: Finding[] = []
  for (const [file, text] of sources) {
    const imports = importsOf(file, text)
    for (const { target } of imports) {
      const detail = forbidden(file, target)
      if (detail !== null) findings.push({ file, detail })
    }
    if (lacksServerOnly(file, text, imports)) {
      findings.push({ file, detail: 'touches the database: begin it with import "server-only".' })
    }
  }
  return [...findings, ...cycles(sources)]
}

function forbidden(file: string, target: string): string | null {
  const from = file.replace(/\.\w+$/, "")
  const test = isTest(file)
  if (target.startsWith("app/") && !file.startsWith("app/")) {
    return `imports ${target}: nothing imports app, so move what both need to lib or components.`
  }
  if (target.startsWith("lib/testing/") && !test) return `imports ${target}: only tests may use it.`
  if (target.startsWith("scripts/") && !/^(?:scripts|bench|e2e)\//.test(file) && !test) {
    return `imports ${target}: scripts use lib, never the other way round.`
  }
  if (file.startsWith("components/") && !test) return forbiddenForComponent(file, target)
  if (from.startsWith("lib/") && target.startsWith("lib/") && !test) return forbiddenInLib(from, target)
  if (from.startsWith("lib/") && target.startsWith("components/")) {
    return `imports ${target}: lib knows nothing of the screen; give it plain data to return.`
  }
  return null
}

function forbiddenForComponent(file: string, target: string): string | null {
  if (target.startsWith("lib/") && !FOR_COMPONENTS.test(target)) {
    return `imports ${target}: a component may use schema, series, dimensions, money and time of lib, and what spend prepares for a view; let the page fetch and pass it in.`
  }
  if (GENERIC.test(file) && target.startsWith("components/") && !GENERIC.test(target)) {
    return `imports ${target}: ui, charts and tables know no domain; pass it in as a property.`
  }
  return null
}

function forbiddenInLib(from: string, target: string): string | null {
  const own = roomOf(from)
  const other = roomOf(target)
  if (own === -1) return `stands in no room of lib: move it to one of ${ROOMS.join(", ")}.`
  if (other === -1 || other <= own) return null
  return `imports ${target}: ${ROOMS[own]} stands left of ${ROOMS[other]}; move the shared part left or pass it in.`
}

function roomOf(path: string): number {
  if (path.startsWith("lib/testing/")) return ROOMS.length
  return ROOMS.indexOf(LEAF.exec(path)?.[1] ?? /^lib\/([a-z-]+)\//.exec(path)?.[1] ?? "")
}

const DATABASE = /^(?:pg|pg-copy-streams|@prisma\/adapter-pg|lib\/db\/(?:client|query|embedded|migrate))$/

function lacksServerOnly(file: string, text: string, imports: Import[]): boolean {
  if (!file.startsWith("lib/") || isTest(file) || text.startsWith('import "server-only"')) return false
  return imports.some(({ target, typeOnly }) => !typeOnly && DATABASE.test(target))
}

/** Each ring of files that import one another, told once at its first file. */
function cycles(sources: Sources): Finding[] {
  const edges = new Map<string, string[]>()
  for (const [file, text] of sources) {
    const targets = importsOf(file, text).flatMap(({ target, typeOnly }) => (typeOnly ? [] : [target]))
    edges.set(file.replace(/\.\w+$/, ""), targets)
  }
  const findings: Finding[] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (node: string) => {
    const at = trail.indexOf(node)
    if (at >= 0) {
      const ring = trail.slice(at)
      findings.push({
        file: node,
        detail: `stands in a ring of imports (${[...ring, node].join(" → ")}): cut one.`,
      })
      return
    }
    if (done.has(node)) return
    trail.push(node)
    for (const next of edges.get(node) ?? []) if (edges.has(next)) visit(next)
    trail.pop()
    done.add(node)
  }
  for (const node of edges.keys()) visit(node)
  return findings
}
