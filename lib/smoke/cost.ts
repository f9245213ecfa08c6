import { add, type Pico, parseDecimal, times, toPico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { inputOf, priceCall } from "@/lib/pricing/call"
import { normalise } from "@/lib/providers/normalise"
import { providerOf } from "@/lib/providers/provider-of"
import type { CallRequest, LineItem, NormalisedUsage, TokenClass } from "@/lib/providers/schema"
import type { Ask } from "./protocols/protocol"
import type { Answer } from "./send"
import type { SuiteRoute } from "./suite"

/** Bytes of a body bound its tokens; a template, tools or a gateway's own words may come on top. */
const HIDDEN_TOKENS = 512
/** The most that a small picture is counted as by those whose prices are known. */
const IMAGE_TOKENS = 4_000

const MILLION = 6

/** A route as the price book knows it. */
export interface PricedRoute {
  route: SuiteRoute
  provider: string
  book: PriceBook
}

export function requestOf({ provider, route, model, url }: SuiteRoute): CallRequest {
  return { ...(provider === undefined ? {} : { provider }), route, model, url }
}

/** Whose models a route sells, as far as its name, address and model tell. */
export function providerOfRoute(route: SuiteRoute): string {
  const found = providerOf(requestOf(route), { body: null })
  return found.provider ?? route.provider ?? found.gateway ?? route.route
}

/** Where input counts as it does in the worst of cases: plain, or written to a cache. */
const INPUT_CLASSES: readonly TokenClass[] = ["input_uncached", "cache_write_5m", "cache_write_other"]

function usageOf(input: TokenClass, tokens: { input: number; output: number }): NormalisedUsage {
  const classes = {
    ...{ input_uncached: 0, cache_read: 0, cache_write_5m: 0, cache_write_1h: 0, cache_write_other: 0 },
    output: tokens.output,
  }
  classes[input] = tokens.input
  const item: LineItem = { kind: "message", model: null, classes, ofWhich: {}, counts: {} }
  return {
    ...{ shape: "tollgate", model: null, responseId: null, items: [item], inputTotal: tokens.input },
    ...{ serviceTier: null, region: null, speed: null, thinking: null, reported: null, warnings: [] },
  }
}

function ownPrice({ price }: SuiteRoute, tokens: { input: number; output: number }): Pico | null {
  if (!price) return null
  const perMillion = (rate: string, count: number) => times(parseDecimal(rate), count)
  const { digits, scale } = add(
    perMillion(price.input, tokens.input),
    perMillion(price.output, tokens.output),
  )
  return toPico({ digits, scale: scale + MILLION })
}

function priced({ route, provider, book }: PricedRoute, usage: NormalisedUsage, model: string) {
  const call = { usage, provider, route: route.route, model, at: new Date(), reportingCurrency: "USD", book }
  return priceCall(call)
}

const embeds = ({ path }: Ask) => /embed/i.test(path)

/** Who asks for a model that does not exist is charged, if at all, for the route's own. */
function modelOf(ask: Ask, { model, embedding_model }: SuiteRoute): string {
  return embeds(ask) ? (embedding_model ?? model) : model
}

/** The most that a request can cost where the route bills no more than was sent and asked for; null: no price. */
export function worstCase(known: PricedRoute, ask: Ask): Pico | null {
  if (ask.body === undefined) return 0n
  const text = JSON.stringify(ask.body)
  const hasImage = /"image/.test(text) || text.includes("inlineData")
  const tokens = {
    input: Buffer.byteLength(text) + HIDDEN_TOKENS + (hasImage ? IMAGE_TOKENS : 0),
    output: embeds(ask) ? 0 : known.route.max_output_tokens,
  }
  const own = ownPrice(known.route, tokens)
  if (own !== null) return own
  const costs = INPUT_CLASSES.map((input) => {
    return priced(known, usageOf(input, tokens), modelOf(ask, known.route)).computedPico
  })
  return costs.reduce((most, cost) => (cost !== null && (most === null || cost > most) ? cost : most), null)
}

/** What an answer says was used; null where it says nothing that can be read. */
export function usageIn(
  route: SuiteRoute,
  { status, headers, body, events, text }: Answer,
): NormalisedUsage | null {
  const response = body
    ? { body }
    : events.length > 0
      ? { events: events.map(({ event }) => event) }
      : { sse: text }
  const result = normalise(requestOf(route), { ...response, status, headers })
  return result.ok ? result.usage : null
}

export interface CallCost {
  /** What the route itself says it charged. */
  reported: { pico: Pico; source: string } | null
  /** By our own count of classes and price. */
  computed: Pico | null
  billed: Pico | null
}

/** What usage costs by the route's own price where one is stated, else by the price book. */
export function costOf(known: PricedRoute, usage: NormalisedUsage, model: string): CallCost {
  const [item] = usage.items
  const call = priced(known, usage, model)
  const own = ownPrice(known.route, { input: inputOf(item), output: item.classes.output })
  const reported = call.reportedPico
  const source = usage.reported?.source ?? ""
  const isBiller = usage.reported?.isBiller === true
  return {
    reported: reported === null ? null : { pico: reported, source },
    computed: own ?? call.computedPico,
    billed: isBiller ? reported : (own ?? call.billedPico),
  }
}

/** What an answered request cost: nothing where it was refused, null where nobody can tell. */
export function answeredCost(known: PricedRoute, ask: Ask, answer: Answer): Pico | null {
  const { status } = answer
  if (ask.method === "GET" || (status !== null && status >= 300 && status < 500)) return 0n
  const usage = usageIn(known.route, answer)
  if (!usage) return null
  const { billed, reported } = costOf(known, usage, modelOf(ask, known.route))
  return billed !== null && reported !== null && reported.pico > billed ? reported.pico : billed
}
