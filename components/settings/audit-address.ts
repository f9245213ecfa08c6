export type PageParams = Record<string, string | string[] | undefined>

export const AUDIT_FILTERS = ["actor", "action", "subject", "from", "to"] as const

/** What the address narrows the trail to; empty texts are left out. */
export function auditFilters(params: PageParams): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of AUDIT_FILTERS) {
    const value = params[name]
    const first = (Array.isArray(value) ? value[0] : value)?.trim()
    if (first) found[name] = first
  }
  return found
}

/** The number that a page of the list begins below, or undefined for the first. */
export function auditBefore({ before }: PageParams): number | undefined {
  const text = Array.isArray(before) ? before[0] : before
  return text && /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

export function auditHref(path: string, filters: Record<string, string>, before?: number | null): string {
  const search = new URLSearchParams(filters)
  if (before != null) search.set("before", String(before))
  const query = search.toString()
  return query ? `${path}?${query}` : path
}
