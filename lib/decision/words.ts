import { compare, parseDecimal } from "@/lib/money"
import { formatTenths } from "@/lib/money-format"
import { routeName } from "./route-facts"
import type { DecisionMix, DecisionScope } from "./schema"
import { ENOUGH_CALLS, MOST_UNPRICED } from "./verdict"

/** `A`, `A and B`, `A, B and C`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ""
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`
}

const toRoute = (route: string) => (route === "direct" ? "direct" : `through ${routeName(route)}`)

function without(sign: string): string {
  return sign.replace(/^-/, "")
}

function byRoute(scopes: readonly DecisionScope[]): Map<string, DecisionScope[]> {
  const routes = new Map<string, DecisionScope[]>()
  for (const scope of scopes) routes.set(scope.choice, [...(routes.get(scope.choice) ?? []), scope])
  return routes
}

/** Whether most of its calls go direct already; of what was typed nothing goes anywhere yet. */
const isDirectToday = ({ n, calls }: DecisionScope) => n * 2 >= calls

/** What to do: `Keep Anthropic and OpenAI direct, and send Qwen through SiliconFlow`. */
export function doWords(scopes: readonly DecisionScope[]): string {
  const routes = byRoute(scopes)
  if (routes.size === 1) {
    const [route = "direct"] = routes.keys()
    const stays = route === "direct" && scopes.every(({ n, calls }) => n >= calls)
    return stays ? "Keep everything direct" : `Send everything ${toRoute(route)}`
  }
  const direct = routes.get("direct") ?? []
  const kept = direct.filter(isDirectToday)
  const sent = [...routes].map(([route, some]) => ({
    route,
    some: route === "direct" ? some.filter((scope) => !isDirectToday(scope)) : some,
  }))
  const parts = kept.length > 0 ? [`Keep ${listWords(kept.map(({ label }) => label))} direct`] : []
  for (const { route, some } of sent) {
    if (some.length === 0) continue
    const verb = parts.length === 0 ? "Send" : "send"
    parts.push(`${verb} ${listWords(some.map(({ label }) => label))} ${toRoute(route)}`)
  }
  return parts.length === 2 ? parts.join(", and ") : listWords(parts)
}

/** What mixes are compared with, in a sentence. */
const baselineWords = ({ id }: DecisionMix) => (id === "today" ? "today" : "everything direct")

function againstWords(least: DecisionMix, base: DecisionMix, format: (amount: string) => string): string {
  const difference = parseDecimal(least.difference ?? "0")
  const than = baselineWords(base)
  if (difference.digits === 0n) return base.id === "today" ? "the same as today" : "the cheapest there is"
  const amount = format(without(least.difference ?? "0"))
  return difference.digits < 0n ? `${amount} less than ${than}` : `${amount} more than ${than}`
}

function shareOf(difference: string, total: string): string | null {
  const [part, whole] = [parseDecimal(difference), parseDecimal(total)]
  if (whole.digits <= 0n) return null
  const scaled = part.digits * 1_000n * 10n ** BigInt(whole.scale)
  const tenths = scaled / (whole.digits * 10n ** BigInt(part.scale))
  return formatTenths(Number(tenths < 0n ? -tenths : tenths))
}

const signOf = (amount: string) => compare(parseDecimal(amount), { digits: 0n, scale: 0 })

/** A difference in words: `$400 less`, `$600 more`, `the same`. */
function sideWords(amount: string, format: (amount: string) => string): string {
  const sign = signOf(amount)
  if (sign === 0) return "the same"
  return `${format(without(amount))} ${sign < 0 ? "less" : "more"}`
}

function endsWords(
  { low, high }: { low: string; high: string },
  difference: string,
  format: (amount: string) => string,
): string {
  const months = "in 9 of 10 resampled months"
  const sign = signOf(difference)
  if (sign === 0 || signOf(low) !== sign || signOf(high) !== sign) {
    return `and ${months} anything from ${sideWords(low, format)} to ${sideWords(high, format)}`
  }
  const [least, most] = sign < 0 ? [high, low] : [low, high]
  if (format(without(least)) === format(without(most))) return `${sideWords(most, format)} ${months}`
  return `between ${format(without(least))} and ${sideWords(most, format)} ${months}`
}

function howSure(
  least: DecisionMix,
  today: DecisionMix,
  isOpen: boolean,
  format: (amount: string) => string,
): string[] {
  const { difference, interval } = least
  if (today.id !== "today") {
    return ["By what was typed, spread evenly over a week. Failures are assumed, and nothing is measured."]
  }
  if (isOpen) {
    return [
      "Today's total lacks calls that have no price on the routes they took, so what changes is not known.",
    ]
  }
  if (difference === null || interval === null) return ["Today's routes are the cheapest already."]
  const share = shareOf(difference, today.total)
  if (share === null) return []
  const sign = signOf(difference)
  const size = sign === 0 ? "the same" : `${share} ${sign < 0 ? "less" : "more"}`
  return [`That is ${size}, ${endsWords(interval, difference, format)}.`]
}

const labelsOf = (scopes: readonly DecisionScope[], verdict: DecisionScope["verdict"]) =>
  scopes.filter((scope) => scope.verdict === verdict).map(({ label }) => label)

function openWords(scopes: readonly DecisionScope[]): string[] {
  const close = labelsOf(scopes, "too close to call")
  const open = scopes.filter(({ verdict }) => verdict === "not enough data")
  const unpriced = open.filter(({ n }) => n >= ENOUGH_CALLS)
  const untried = open.filter(({ n }) => n < ENOUGH_CALLS)
  return [
    ...(close.length > 0
      ? [`${listWords(close)} ${close.length > 1 ? "are" : "is"} too close to call.`]
      : []),
    ...(unpriced.length > 0
      ? [
          `${listWords(unpriced.map(({ label }) => label))} ${unpriced.length > 1 ? "have" : "has"} calls without a price.`,
        ]
      : []),
    ...[...byRoute(untried)].map(([route, some]) => {
      const on = route === "direct" ? "direct" : `on ${routeName(route)}`
      const have = some.length > 1 ? "have" : "has"
      return `${listWords(some.map(({ label }) => label))} ${have} too little traffic ${on} to be sure.`
    }),
  ]
}

/** Whether today's total lacks more prices than the chosen routes' do: then the two are no difference. */
function lacksPrices(scopes: readonly DecisionScope[], unpricedToday: number): boolean {
  const calls = scopes.reduce((total, scope) => total + scope.calls, 0)
  const chosen = scopes.reduce(
    (total, { choice, candidates }) =>
      total + (candidates.find(({ route }) => route === choice)?.unpriced ?? 0),
    0,
  )
  return unpricedToday - chosen > calls * MOST_UNPRICED
}

/** The answer in one sentence, and how sure it is in plain words. */
export function answerWords(
  mixes: readonly DecisionMix[],
  scopes: readonly DecisionScope[],
  unpricedToday: number,
  format: (amount: string) => string,
): { sentence: string; detail: string } {
  const today = mixes.find(({ difference }) => difference === null)
  const least = mixes.find(({ id }) => id === "least") ?? mixes[0]
  if (!least || !today || scopes.length === 0) {
    return { sentence: "There is no traffic to decide on.", detail: "Type volumes instead, or send events." }
  }
  const isOpen = today.id === "today" && lacksPrices(scopes, unpricedToday)
  const against = isOpen ? "" : `, ${againstWords(least, today, format)}`
  const sentence = `${doWords(scopes)}: ${format(least.total)} a month${against}.`
  const open = today.id === "today" ? openWords(scopes) : []
  return { sentence, detail: [...howSure(least, today, isOpen, format), ...open].join(" ") }
}
