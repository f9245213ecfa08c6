import { compare, parseDecimal } from "@/lib/money"
import type { FiledBudget } from "./budget-file"
import { readScope } from "./budget-scope"
import type { Budget } from "./schema"

/** What applying a file would do to one budget. */
export interface FileChange {
  slug: string
  kind: "new" | "changed" | "unchanged"
  /** Of the budget that stands; 0 of a new one. */
  version: number
  /** `amount 250 → 300`, by field. */
  fields: string[]
}

const FIELDS = [
  "name",
  "scope",
  "each",
  "period",
  "fiscal",
  "amount",
  "currency",
  "thresholds",
  "forecast_thresholds",
  "on_exceed",
  "notify",
] as const
type Content = Record<(typeof FIELDS)[number], unknown>

function contentOf(budget: Budget): Content {
  const scope = readScope(budget.scope)
  return { ...budget, scope: Array.isArray(scope) ? scope : budget.scope }
}

function words(value: unknown): string {
  if (value === null || value === undefined) return "none"
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ")
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

function isSame(field: string, now: unknown, then: unknown): boolean {
  if (field === "amount") return compare(parseDecimal(String(now)), parseDecimal(String(then))) === 0
  return JSON.stringify(now) === JSON.stringify(then)
}

/** Of a budget whose file names no currency it is the reporting one. */
export function changeOf(
  filed: FiledBudget,
  standing: Budget | undefined,
  reportingCurrency: string | null,
): FileChange {
  const { slug, input } = filed
  if (!standing) return { slug, kind: "new", version: 0, fields: [] }
  const now = contentOf(standing)
  const then: Content = { ...input, currency: input.currency ?? reportingCurrency ?? standing.currency }
  const fields = FIELDS.flatMap((field) => {
    const [before, after] = [now[field], then[field]]
    return isSame(field, before, after) ? [] : [`${field} ${words(before)} → ${words(after)}`]
  })
  const kind = fields.length > 0 ? "changed" : "unchanged"
  return { slug, kind, version: standing.version, fields }
}
