import { listName } from "@/lib/pricing/provider-name"
import facts from "./route-facts.json"

/** What is known of a figure: where it is said, and when it was. */
export interface Fact {
  value: string
  source: string
  date: string
}

/** What a route is beside its prices. */
export interface RouteFacts {
  id: string
  name: string
  /** `gateway` buys from providers for you, `keys` goes to them by your own contracts. */
  kind: "gateway" | "keys"
  /** ISO 3166 country that bills. */
  billed_from: string | null
  fees: {
    share?: Fact
    minimum?: Fact
    free?: Fact
    subscription?: Fact
    hosting?: Fact
    markup?: Fact
  }
  /** Whose price list holds: the route's own, another's, or the providers'. */
  prices: string
  /** The route under which the ledger has its calls, which then say that own keys were used. */
  ledger_route?: string
  /** How its list spells whose model it is, by provider. */
  vendors: Record<string, string[]>
}

interface FactsFile {
  routes: RouteFacts[]
  providers: { id: string; name: string; billed_from: string; source: string; date: string }[]
  aliases: { provider: string; alias: string; model: string; from: string }[]
}

const FACTS = facts as unknown as FactsFile

export const ROUTE_FACTS: readonly RouteFacts[] = FACTS.routes

export function routeFacts(id: string): RouteFacts | null {
  return ROUTE_FACTS.find((route) => route.id === id) ?? null
}

/** The route that a gateway is by own keys; null where it is none that is known. */
export function ownKeysOn(route: string): string | null {
  return ROUTE_FACTS.find(({ ledger_route }) => ledger_route === route)?.id ?? null
}

/** The route by which the ledger has the calls of a route. */
export function ledgerRoute(route: string): string {
  return routeFacts(route)?.ledger_route ?? route
}

export function routeName(id: string): string {
  return id === "direct" ? "Direct" : (routeFacts(id)?.name ?? id)
}

/** The provider as people call it. */
export function familyName(id: string): string {
  return FACTS.providers.find((provider) => provider.id === id)?.name ?? id
}

/** The country that a provider bills from; null where it is not known. */
export function billedFrom(route: string, provider: string): string | null {
  if (route !== "direct" && routeFacts(route)?.kind !== "keys") return routeFacts(route)?.billed_from ?? null
  return FACTS.providers.find(({ id }) => id === provider)?.billed_from ?? null
}

/** Names that stand for another model since a day, on the provider's own list. */
function unaliased(provider: string, model: string, at: Date): string {
  const found = FACTS.aliases.find(
    (each) => each.provider === provider && each.alias === model.toLowerCase() && at >= new Date(each.from),
  )
  return found?.model ?? model
}

/**
 * The names by which a route's price list may hold a model, the likeliest first. The route that the calls took knows
 * them by the name they bore.
 */
export function namesOn(route: string, provider: string, model: string, at: Date, taken: string): string[] {
  if (route === taken) return [model]
  const list = listName(provider).replace(/-cn$/, "")
  const bare = model.includes("/") ? model.slice(model.lastIndexOf("/") + 1) : model
  const own = unaliased(list, bare, at)
  if (route === "direct") return [...new Set([bare, model])]
  const vendors = routeFacts(route)?.vendors[list] ?? []
  return [...new Set([...vendors.map((vendor) => `${vendor}/${own}`), own, model])]
}
