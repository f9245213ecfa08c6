import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readPageQuery } from "@/lib/decision/page-query"
import { decision } from "@/lib/decision/queries"
import { familyName } from "@/lib/decision/route-facts"
import { TYPICAL } from "@/lib/decision/volumes"
import { bookDate } from "@/lib/pricing/book-date"
import { getPriceBook } from "@/lib/pricing/queries"
import { toDecisionPage } from "./decide-lines"

type Params = Record<string, string | string[] | undefined>

const CHANGERS: readonly string[] = ["owner", "admin", "finance"]

/** The decision of an address, ready to be shown. */
export async function readDecision(params: Params) {
  const scope = await requireScope()
  const { query, ignored } = readPageQuery(params)
  const [{ name }, answer, book] = await Promise.all([
    getOrganisation(scope),
    decision(scope, query),
    getPriceBook(scope),
  ])
  const { actor, teams } = scope
  const volumes = new Map(query.volume.map((volume) => [volume.family, volume]))
  const rows = TYPICAL.map((typical) => ({
    ...(volumes.get(typical.family) ?? blank(typical, volumes.size)),
  }))
  const [reseller = ""] = query.route
  const markup = query.assume.find(([assumption]) => assumption === `markup.${reseller}`)?.[1] ?? "0"
  return {
    ignored,
    answer,
    page: toDecisionPage(answer, query, name),
    changed: query.assume.length,
    maySave: actor.kind === "user" && CHANGERS.includes(actor.role) && teams === null,
    priceDate: bookDate(book),
    form: {
      rows: rows.map((row) => ({ ...row, label: familyName(row.family) })),
      reseller: { name: reseller, markup },
    },
  }
}

export type DecisionRead = Awaited<ReturnType<typeof readDecision>>

/** Examples to begin with; once something was typed, a family that was left out is empty. */
function blank(typical: (typeof TYPICAL)[number], typed: number) {
  return typed === 0 ? typical : { ...typical, calls: "", input: "", cached: "", output: "" }
}
