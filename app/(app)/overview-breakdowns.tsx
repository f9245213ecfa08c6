import { RoutesTable } from "@/components/overview/routes-table"
import { SpendTable } from "@/components/overview/spend-table"
import { Waiting } from "@/components/overview/waiting"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Columns, Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import { overviewHref } from "@/lib/spend/drill"
import { dimensionPlural, dimensionWord } from "@/lib/spend/filter"
import { toRouteTable } from "@/lib/spend/routes"
import type { Dimension } from "@/lib/spend/schema"
import { toSpendLines } from "@/lib/spend/spend-lines"
import { topGroups } from "@/lib/spend/top"
import { type Overview, readBreakdown, readRoutes } from "./overview-read"

const SHOWN = 6
const ASKED: readonly Dimension[] = ["feature", "user", "agent", "model"]

interface Props {
  overview: Overview
}

interface BreakdownProps extends Props {
  dimension: Dimension
  /** Alone in its row. */
  alone?: boolean
}

/** The same spend by what the page is not grouped by, each read by itself. */
export function OverviewBreakdowns({ overview }: Props) {
  const [first, ...rest] = ASKED.filter((dimension) => dimension !== overview.asked.dimension)
  const [left, right, last] = rest
  return (
    <>
      <Columns>
        <Waiting key={waitingKey(overview, "routes")} label="Loading providers and routes" rows={SHOWN + 3}>
          <Routes overview={overview} />
        </Waiting>
        {first && <Lazy overview={overview} dimension={first} />}
      </Columns>
      <Columns>
        {left && <Lazy overview={overview} dimension={left} />}
        {right && <Lazy overview={overview} dimension={right} />}
      </Columns>
      {last && (
        <div className="border-t border-line py-5 md:py-6">
          <Lazy overview={overview} dimension={last} alone />
        </div>
      )}
    </>
  )
}

/** Keyed by the view: a new one shows its headlines at once and does not wait for what is below them. */
function waitingKey({ asked }: Overview, part: string): string {
  return `${part} ${overviewHref(asked.view)}`
}

function Lazy(props: BreakdownProps) {
  const { overview, dimension } = props
  return (
    <Waiting
      key={waitingKey(overview, dimension)}
      label={`Loading ${dimensionPlural(dimension)}`}
      rows={SHOWN + 3}
    >
      <Breakdown {...props} />
    </Waiting>
  )
}

async function Routes({ overview: { asked } }: Props) {
  const found = await readSection("Providers and routes", () => readRoutes(asked))
  return (
    <Section plain title="Providers and routes">
      {found.ok ? <RoutesTable table={toRouteTable(found.value, asked.view)} /> : <Failed {...found} />}
    </Section>
  )
}

async function Breakdown({ overview: { asked }, dimension, alone = false }: BreakdownProps) {
  const plural = dimensionPlural(dimension)
  const title = plural.charAt(0).toUpperCase() + plural.slice(1)
  const found = await readSection(title, () => readBreakdown(asked, dimension))
  const { view, now } = asked
  return (
    <Section
      plain
      title={title}
      actions={
        <TextLink href={overviewHref({ ...view, groupBy: [dimension] })} prefetch={false}>
          Group by {dimensionWord(dimension)}
        </TextLink>
      }
    >
      {found.ok ? (
        <SpendTable
          {...toSpendLines(topGroups(found.value, dimension, SHOWN), { dimension, view, now })}
          label={`Spend by ${dimensionWord(dimension)}`}
          per={found.value.interval}
          size={alone ? "whole" : "half"}
        />
      ) : (
        <Failed {...found} />
      )}
    </Section>
  )
}

function Failed({ sentence, requestId }: { sentence: string; requestId: string | null }) {
  return <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
}
