import { add, compare, formatDecimal, parseDecimal } from "@/lib/money"
import { centParts, shareTenths } from "@/lib/money-format"
import type { SpendAnswer } from "@/lib/spend/schema"

export interface RouteRow {
  provider: string
  /** As printed, by route in the matrix's order; null where nothing went that way. */
  byRoute: (string | null)[]
  billed: string
  shownBilled: string
  share: number | null
}

export interface RouteMatrixModel {
  routes: string[]
  rows: RouteRow[]
  total: RouteRow
}

const sum = (amounts: readonly string[]) =>
  formatDecimal(amounts.map(parseDecimal).reduce(add, parseDecimal("0")))

/** Billed cost by provider and route. What is printed adds up along rows and columns of the total. */
export function toRouteMatrix(answer: SpendAnswer): RouteMatrixModel {
  const cells = new Map<string, Map<string, string>>()
  for (const group of answer.groups) {
    const provider = group.key.provider ?? ""
    const row = cells.get(provider) ?? new Map<string, string>()
    cells.set(provider, row.set(group.key.route ?? "", group.billed))
  }
  const byRoute = (route: string) => sum([...cells.values()].map((row) => row.get(route) ?? "0"))
  const descending = (of: (name: string) => string) => (a: string, b: string) =>
    compare(parseDecimal(of(b)), parseDecimal(of(a))) || (a < b ? -1 : 1)
  const names = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))]
  const routes = names.sort(descending(byRoute))
  const ofProvider = (provider: string) => sum([...(cells.get(provider)?.values() ?? [])])
  const providers = [...cells.keys()].sort(descending(ofProvider))
  const shown = centParts(providers.map(ofProvider))
  const shares = shareTenths(providers.map(ofProvider))
  const rows = providers.map((provider, i): RouteRow => {
    const amounts = routes.map((route) => cells.get(provider)?.get(route) ?? null)
    return {
      provider,
      byRoute: printed(amounts),
      billed: ofProvider(provider),
      shownBilled: shown[i] ?? "0",
      share: shares?.[i] ?? null,
    }
  })
  const total: RouteRow = {
    provider: "Total",
    byRoute: printed(routes.map(byRoute)),
    billed: answer.total.billed,
    shownBilled: answer.total.billed,
    share: shares ? 1_000 : null,
  }
  return { routes, rows, total }
}

function printed(amounts: readonly (string | null)[]): (string | null)[] {
  const parts = centParts(amounts.map((amount) => amount ?? "0"))
  return amounts.map((amount, i) => (amount === null ? null : (parts[i] ?? amount)))
}
