import "server-only"
import { cache } from "react"
import { getRules, listNames } from "@/lib/attribution/queries"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { pageHref } from "@/lib/spend/drill"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { mayAttribute, previewRanges, readKnown } from "./attribution-read"

/** The rules with what it takes to change them; asked once for a page. */
export const readRules = cache(async () => {
  const scope = await requireScope()
  const [{ zone }, { rules, version, changed_at, changed_by }, known] = await Promise.all([
    getOrganisation(scope),
    getRules(scope),
    readKnown(scope),
  ])
  const context = { rules, version, ranges: previewRanges(zone, new Date()), ...known }
  return { context, zone, changed_at, changed_by, mayChange: mayAttribute(scope) }
})

export async function readNames() {
  const scope = await requireScope()
  const [{ zone }, names] = await Promise.all([getOrganisation(scope), listNames(scope)])
  const lines = names.map((name) => ({ ...name, href: pageHref(name.dimension, name.name, DEFAULT_VIEW) }))
  return { zone, names: lines, mayChange: mayAttribute(scope) }
}
