import { isMap, isScalar, LineCounter, type Node, parseDocument, stringify, visit } from "yaml"
import type * as z from "zod"
import { type Budget, type BudgetInput, budgetInput, budgetParams } from "./schema"

/** A budget as a file says it. */
export interface FiledBudget {
  slug: string
  line: number
  input: BudgetInput
}

export interface FileFault {
  line: number
  text: string
}

export type BudgetFile =
  | { budgets: FiledBudget[]; faults: readonly [] }
  | { budgets: null; faults: readonly FileFault[] }

type Path = readonly PropertyKey[]

/** Reads amounts as they are written: as a number 0.1 would already be another one. */
function keepAmounts(root: Node | null): void {
  visit(root, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "amount" || !isScalar(value)) return
      if (typeof value.value === "number" && value.source !== undefined) value.value = value.source
    },
  })
}

/** Where things stand in the text. */
function placesOf(text: string) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line
  const at = (path: Path): Node | null => (document.getIn(path, true) as Node | undefined) ?? null
  return {
    document,
    keyLine(path: Path, key: string): number {
      const map = at(path)
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : null
      return lineOf(pair && isScalar(pair.key) ? pair.key : map)
    },
    /** The line of what stands at the path, or of what it should stand in. */
    line(path: Path): number {
      const found = path.map((_, cut) => at(path.slice(0, path.length - cut))).find((node) => node !== null)
      return lineOf(found ?? document.contents)
    },
  }
}

type Places = ReturnType<typeof placesOf>

function faultsOf(issues: readonly z.core.$ZodIssue[], place: Path, places: Places): FileFault[] {
  return issues.flatMap((issue): FileFault[] => {
    const path = [...place, ...issue.path]
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        line: places.keyLine(path, key),
        text: `"${key}" is not a field of a budget.`,
      }))
    }
    const field = issue.path.join(".")
    return [{ line: places.line(path), text: field === "" ? issue.message : `${field}: ${issue.message}` }]
  })
}

function readBudget(slug: string, written: unknown, places: Places): FiledBudget | FileFault[] {
  const place = ["budgets", slug]
  const line = places.keyLine(["budgets"], slug)
  const named = budgetParams.safeParse({ slug })
  if (!named.success)
    return named.error.issues.map(({ message }) => ({ line, text: `"${slug}": ${message}` }))
  const read = budgetInput.safeParse(written)
  if (!read.success) return faultsOf(read.error.issues, place, places)
  if (read.data.version !== undefined) {
    return [{ line: places.keyLine(place, "version"), text: '"version" is not a field of a file.' }]
  }
  return { slug, line, input: read.data }
}

/** The budgets of a file `budgets: {slug: {name, period, amount, …}}`, or everything that is wrong with it, by line. */
export function readBudgetFile(text: string): BudgetFile {
  const places = placesOf(text)
  const { document } = places
  const broken = document.errors.map(({ message, linePos }) => ({
    line: linePos?.[0].line ?? 1,
    text: message.split(" at line ")[0] ?? message,
  }))
  if (broken.length > 0) return { budgets: null, faults: broken }
  keepAmounts(document.contents)
  const written: unknown = document.toJS()
  const root = typeof written === "object" && written !== null && !Array.isArray(written) ? written : {}
  const strange = Object.keys(root).filter((key) => key !== "budgets")
  const list = "budgets" in root ? root.budgets : null
  if (strange.length > 0 || typeof list !== "object" || list === null || Array.isArray(list)) {
    const unknown = strange.map((key) => ({
      line: places.keyLine([], key),
      text: `"${key}" is not known here: budgets stand by their slugs under "budgets".`,
    }))
    const none = { line: 1, text: 'Write budgets by their slugs under "budgets".' }
    return { budgets: null, faults: unknown.length > 0 ? unknown : [none] }
  }
  const read = Object.entries(list).map(([slug, budget]) => readBudget(slug, budget, places))
  const faults = read.flatMap((each) => (Array.isArray(each) ? each : []))
  if (faults.length > 0) return { budgets: null, faults }
  return { budgets: read.flatMap((each) => (Array.isArray(each) ? [] : [each])), faults: [] }
}

/** The file of budgets that stand, in the form that `readBudgetFile` reads back as the same. Amounts stay as they are. */
export function writeBudgetFile(budgets: readonly Budget[]): string {
  const entries = budgets.map((budget) => {
    const { slug, version: _, increases: __, changed_at: ___, changed_by: ____, ...written } = budget
    return [slug, Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null))]
  })
  return stringify({ budgets: Object.fromEntries(entries) })
}
