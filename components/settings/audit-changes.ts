export interface AuditChangeLine {
  /** The member that changed; null where the whole value did. */
  field: string | null
  /** Null for what was not there. */
  before: string | null
  after: string | null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A value as a person reads it: text as it is, lists with commas, all else as JSON. */
export function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === "string") return value
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value.join(", ")
  return JSON.stringify(value)
}

/** What differs between the two, member by member; members that are equal are left out. */
export function auditChanges(before: unknown, after: unknown): AuditChangeLine[] {
  if (before === null && after === null) return []
  const [was, is] = [before ?? {}, after ?? {}]
  if (!isObject(was) || !isObject(is))
    return [{ field: null, before: valueText(before), after: valueText(after) }]
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return fields
    .map((field) => ({ field, before: valueText(was[field]), after: valueText(is[field]) }))
    .filter((line) => line.before !== line.after)
}

/** `role: viewer → engineer`, `expires_at: – → 2026-11-26`. A new thing has no arrow. */
export function changeText({ field, before, after }: AuditChangeLine): string {
  const name = field === null ? "" : `${field}: `
  if (before === null) return `${name}${after ?? "–"}`
  return `${name}${before} → ${after ?? "–"}`
}
