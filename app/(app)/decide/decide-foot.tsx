import { BreakEvenChart } from "@/components/decide/break-even-chart"
import { ChecklistTable } from "@/components/decide/checklist-table"
import { Fold } from "@/components/decide/fold"
import { type RuledOutLine, RuledOutTable } from "@/components/decide/ruled-out-table"
import { Columns, Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { routeName } from "@/lib/decision/route-facts"
import { listWords } from "@/lib/decision/words"
import { formatCount, formatMoney } from "@/lib/money-format"
import type { DecisionRead } from "./decide-read"

/** When one gateway pays, what is ruled out, how it was worked out, and the checklist. */
export function DecideFoot({ read }: { read: DecisionRead }) {
  const { answer, page } = read
  const { breakEven } = page
  return (
    <>
      <Columns>
        {breakEven ? (
          <>
            <Section plain title="When one gateway for everything pays">
              <p className="mb-2.5 text-ink-2">{breakEven.sentence}</p>
              <BreakEvenChart model={breakEven.model} />
              <p className="mt-1 text-xs text-ink-3">
                Vertical: fees, failures, engineering and what the gateway's prices add, on top of tokens at
                direct prices.
              </p>
            </Section>
            <div className="min-w-0">
              <RuledOut lines={page.ruledOut} />
              <h2 className="mt-6 mb-1">How it was worked out</h2>
              <Method read={read} />
            </div>
          </>
        ) : (
          <>
            <RuledOut lines={page.ruledOut} />
            <Section plain title="How it was worked out">
              <Method read={read} />
            </Section>
          </>
        )}
      </Columns>
      <Section title="Checklist" note="From the same data">
        <ChecklistTable checks={answer.checklist} />
      </Section>
    </>
  )
}

function RuledOut({ lines }: { lines: readonly RuledOutLine[] }) {
  return (
    <Section plain title="Ruled out" actions={<TextLink href="#assumptions">Edit constraints</TextLink>}>
      {lines.length === 0 ? (
        <p className="text-ink-2">No route is ruled out.</p>
      ) : (
        <RuledOutTable lines={lines} />
      )}
    </Section>
  )
}

function feeWords(read: DecisionRead): string {
  const fees = read.answer.assumptions.filter(
    ({ name, value }) => name.startsWith("fee_percent.") && Number(value ?? 0) > 0,
  )
  return fees.length === 0
    ? "none is known"
    : fees.map(({ label, value }) => `${label.replace(/^Fee: /, "")} ${value}%`).join(", ")
}

function tokensWords(read: DecisionRead): string {
  const { answer } = read
  if (answer.typed) return "The typed tokens at each route's price, hours and weekdays as they lie in a week."
  const { ledger, rerated, currency, scopes } = answer
  const assumed = Math.max(
    0,
    ...scopes.map(({ candidates }) => candidates.reduce((sum, each) => sum + each.assumed_prices, 0)),
  )
  const same =
    ledger === rerated
      ? `On the routes that were taken it comes to ${formatMoney(rerated, currency)}, the ledger's own total to the last digit.`
      : `On the routes that were taken it comes to ${formatMoney(rerated, currency)}; the ledger holds ${formatMoney(ledger, currency)}: prices have changed since, or a gateway's bill is not known.`
  const provider =
    assumed > 0
      ? " Models that a gateway's list lacks are taken at the provider's price, as it says it charges."
      : ""
  return `${pricesWords(read)} Every call on each route at its own instant, by the price book: contract prices, hours, length and tier included. ${same}${provider}`
}

/** How old the prices are that each route was reckoned by. */
function pricesWords({ answer }: DecisionRead): string {
  const oldest = new Map<string, string>()
  for (const { candidates } of answer.scopes) {
    for (const { route, excluded_by, prices_as_of } of candidates) {
      if (excluded_by !== null || prices_as_of === null) continue
      const known = oldest.get(route)
      if (known === undefined || prices_as_of < known) oldest.set(route, prices_as_of)
    }
  }
  return `Oldest price used: ${listWords([...oldest].map(([route, day]) => `${routeName(route)} ${day}`))}.`
}

function Method({ read }: { read: DecisionRead }) {
  const { answer } = read
  const counts = answer.scopes.flatMap(({ candidates }) => candidates.map(({ n }) => n))
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return (
    <>
      <Fold title="Tokens" open>
        {tokensWords(read)}
      </Fold>
      <Fold title={`Fees: ${feeWords(read)}`}>
        A share of what is bought, at least the minimum of a month; subscriptions and hosting beside it. Each
        is an assumption with its source and can be changed.
      </Fold>
      <Fold title={`Failures: measured by route, n from ${formatCount(least)} to ${formatCount(most)}`}>
        Requests that fail by the provider's fault and are not answered by a later attempt, times what a
        failed request is worth, and the tokens of attempts that failed. From 100 requests on a route it is
        measured; below, assumed. Failed attempts are taken to fail alike on every route.
      </Fold>
      <Fold title={`Mix: ${formatCount(BigInt(answer.combinations))} combinations, none left out`}>
        The cheapest assignment of routes to scopes, upkeep that scopes share paid once. What a proven bound
        shows to be dearer is not reckoned to the end.
      </Fold>
    </>
  )
}
