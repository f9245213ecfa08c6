import { ViewFailed } from "@/app/(app)/view-failed"
import { AssumptionCard } from "@/components/decide/assumption-card"
import { AssumptionsTable } from "@/components/decide/assumptions-table"
import { MixForm } from "@/components/decide/mix-form"
import { MixesTable } from "@/components/decide/mixes-table"
import { PartsTable } from "@/components/decide/parts-table"
import { SaveAssumptions } from "@/components/decide/save-assumptions"
import { ScopesTable } from "@/components/decide/scopes-table"
import { TurnsTable } from "@/components/decide/turns-table"
import { VolumesForm } from "@/components/decide/volumes-form"
import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { formatRange } from "@/lib/time-format"
import { DecideFoot } from "./decide-foot"
import { type DecisionRead, readDecision } from "./decide-read"

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** The page below its bar: the answer and all it rests on, or the form of volumes where there is no traffic. */
export async function DecideBody({ searchParams }: Props) {
  const params = await searchParams
  const found = await readSection("The decision", () => readDecision(params))
  if (!found.ok) return <ViewFailed read={found} plain="/decide" />
  const { answer, form, ignored } = found.value
  const isFiltered = params.filter !== undefined
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      {answer.scopes.length === 0 ? (
        <div className="py-4">
          <EmptyState
            text={
              isFiltered
                ? "No calls match in these days."
                : "No calls in these days yet. Type what you expect to use, and the answer is reckoned from list prices."
            }
            action={isFiltered ? <ClearFilters /> : undefined}
          />
        </div>
      ) : (
        <Answer read={found.value} />
      )}
      {(answer.typed || answer.scopes.length === 0) && (
        <div id="volumes">
          <Section title="Volumes" note="Per month; cached tokens are part of the input">
            <VolumesForm {...form} />
          </Section>
        </div>
      )}
      {answer.scopes.length > 0 && <Details read={found.value} />}
    </>
  )
}

function windowWords({ answer }: DecisionRead): string {
  if (answer.typed) return "Typed volumes, spread evenly over a week, at today's prices"
  const { range, zone, calls, unpriced } = answer
  const days = formatRange(new Date(range.from), new Date(range.to), zone)
  const open = unpriced > 0 ? `, ${formatCount(unpriced)} unpriced` : ""
  return `${range.days} days, ${days}, every call priced again at its own instant; ${formatCount(calls)} calls${open}`
}

/** The answer in one sentence, the routes compared and what the answer hangs on: one page when it is printed. */
function Answer({ read }: { read: DecisionRead }) {
  const { answer, page, changed, maySave } = read
  return (
    <>
      <div className="max-w-200 py-5 md:py-6 print:py-3">
        <p className="text-xl leading-tight print:text-lg">{answer.sentence}</p>
        <p className="mt-2 text-md text-ink-2">{answer.detail}</p>
      </div>
      <Section title="Routes compared" note={windowWords(read)}>
        <MixesTable {...page.mixes} />
        <MixForm key={answer.as_of} {...page.own} />
      </Section>
      <Section
        title={page.cards.length === 1 ? "The assumption that matters" : "The assumptions that matter"}
        note="Grey: the range in which the mix stays the same. Blue: the value used"
        actions={
          <>
            {changed > 0 && maySave && !answer.typed && <SaveAssumptions count={changed} />}
            <TextLink href="#assumptions">All {page.assumptions.length} assumptions</TextLink>
          </>
        }
      >
        {page.cards.length === 0 ? (
          <p className="text-ink-2">
            {answer.sensitivity === null
              ? "Features share too many contracts to look for ranges. By model family they are told."
              : "No single assumption changes the mix within the range that is looked at."}
          </p>
        ) : (
          <div className="grid gap-6 md:grid-cols-3 md:gap-x-10 md:gap-y-0 print:grid-cols-3 print:gap-x-4 print:gap-y-0">
            {page.cards.map((card) => (
              <AssumptionCard key={card.name} card={card} />
            ))}
          </div>
        )}
      </Section>
    </>
  )
}

const SCOPE_TITLES = { family: "By model family", feature: "By feature", all: "All traffic" } as const

/** What is behind the answer. Left out when the page is printed, to leave one that fits a meeting. */
function Details({ read }: { read: DecisionRead }) {
  const { answer, page, priceDate } = read
  const { noun } = page.scopes
  return (
    <>
      <div className="print:hidden">
        <Section
          title={SCOPE_TITLES[noun]}
          note="Per month, with the upkeep that the scope alone needs; bold is the route chosen"
        >
          <ScopesTable {...page.scopes} />
          <details className="mt-3">
            <summary className="cursor-pointer text-accent">What would turn each verdict</summary>
            <div className="mt-2">
              <TurnsTable lines={page.turns} />
            </div>
          </details>
          <details className="mt-3">
            <summary className="cursor-pointer text-accent">Parts of each total</summary>
            <div className="mt-2">
              <PartsTable lines={page.parts} />
            </div>
          </details>
        </Section>
        <DecideFoot read={read} />
        <div id="assumptions" className="scroll-mt-16">
          <Section title="All assumptions" note="Changed here, they stand in the address">
            <AssumptionsTable lines={page.assumptions} />
          </Section>
        </div>
      </div>
      <PageFoot
        items={[
          answer.typed
            ? "Typed volumes"
            : `${formatRange(new Date(answer.range.from), new Date(answer.range.to), answer.zone)}, ${answer.zone}`,
          `${answer.currency}, before credits`,
          `Price book of ${priceDate}`,
          answer.typed ? "No interval: nothing is measured" : "Interval over days, 2,000 resamples",
          "A month of 30 days",
        ]}
      />
    </>
  )
}
