/** Pages whose figures fit a letter. */
export const MAILED_PAGES = ["/", "/explore"] as const

/** Parameters that say where in a page somebody is, and nothing of what it shows. */
const OF_THE_MOMENT = ["view", "cursor", "before", "event"]

/** A query as views keep it: always in the same order, so that equal views have equal text. */
export function viewQuery(search: string | URLSearchParams): string {
  const kept = new URLSearchParams(search)
  for (const name of OF_THE_MOMENT) kept.delete(name)
  kept.sort()
  return kept.toString()
}

/** The address that opens a saved view, and says that it is open. */
export function savedViewHref({ id, page, query }: { id: number; page: string; query: string }): string {
  return `${page}?${query === "" ? "" : `${query}&`}view=${id}`
}
