import { budgetOfValue, type RowBudget } from "@/components/budgets/budget-notices"
import { StackedFigure } from "@/components/charts/stacked-figure"
import { ViewSwitch } from "@/components/filters/view-switch"
import { OPTIONAL_COLUMNS } from "@/components/overview/group-columns"
import { HeadlineKpi } from "@/components/overview/headline-kpi"
import { sourceNotices } from "@/components/overview/source-notices"
import { SpendNotices } from "@/components/overview/spend-notices"
import { SpendTable } from "@/components/overview/spend-table"
import { WaitingKpi } from "@/components/overview/waiting"
import { ColumnsMenu } from "@/components/tables/columns-menu"
import { EmptyState } from "@/components/ui/empty-state"
import { Kpi, KpiRow } from "@/components/ui/kpi"
import { Section } from "@/components/ui/section"
import { forecastHeadline } from "@/lib/forecast/forecast-words"
import { readSection } from "@/lib/http/read-section"
import { UNKNOWN } from "@/lib/money-format"
import { isUnpriced } from "@/lib/spend/display"
import { changeHref, eventsHref, narrowed, overviewHref } from "@/lib/spend/drill"
import { dimensionPlural, dimensionWord } from "@/lib/spend/filter"
import { toCoverage, toHeadlines } from "@/lib/spend/headline"
import { comparisonWords, customRange } from "@/lib/spend/range"
import { toStackedBars } from "@/lib/spend/series"
import { type SpendLine, toSpendLines } from "@/lib/spend/spend-lines"
import { topGroups } from "@/lib/spend/top"
import { type Overview, readForecast, readKnown } from "./overview-read"

/** Series with a colour of their own, and rows with a name of their own. */
const IN_CHART = 8
const IN_TABLE = 20

interface Props {
  overview: Overview
}

/** All that one answer says: the headlines, what they lack, the course and the groups. */
export function OverviewFigures({ overview }: Props) {
  const { answer, asked, range, sources, attention } = overview
  const { view, now, dimension } = asked
  const all = toHeadlines(answer, now)
  // The row has room for five: what is ahead takes the place of the last while the range runs.
  const headlines = range.unfinished ? all.slice(0, -1) : all
  return (
    <>
      <KpiRow>
        {headlines.slice(0, 1).map((headline) => (
          <HeadlineKpi
            key={headline.label}
            headline={headline}
            unfinished={range.unfinished}
            whyHref={answer.compare ? changeHref(view) : null}
          />
        ))}
        {range.unfinished && (
          <WaitingKpi key={`${overviewHref(view)} forecast`} label="Forecast">
            <MonthForecast overview={overview} />
          </WaitingKpi>
        )}
        {headlines.slice(1).map((headline) => (
          <HeadlineKpi key={headline.label} headline={headline} unfinished={range.unfinished} />
        ))}
        <WaitingKpi key={overviewHref(view)} label="Attributed">
          <Coverage overview={overview} />
        </WaitingKpi>
      </KpiRow>
      <SpendNotices
        answer={answer}
        sources={sourceNotices(sources, range, now)}
        attention={attention.lines}
        byModelHref={dimension === "model" ? null : overviewHref({ ...view, groupBy: ["model"] })}
      />
      <Course overview={overview} />
      <Groups overview={overview} />
    </>
  )
}

/** Users are not in the sums that the rest is read from, so that this figure may take a moment longer. */
async function Coverage({ overview: { answer, asked, range } }: Props) {
  const known = await readSection("Attribution", () => readKnown(asked))
  if (!known.ok) return <Kpi label="Attributed" value={UNKNOWN} against={known.sentence} />
  return <HeadlineKpi headline={toCoverage(answer, known.value, asked.now)} unfinished={range.unfinished} />
}

/** Of the running month, whatever part of it is looked at. */
async function MonthForecast({ overview: { asked } }: Props) {
  const found = await readSection("The forecast", () => readForecast(asked))
  if (!found.ok) return <Kpi label="Forecast" value={UNKNOWN} against={found.sentence} />
  return <HeadlineKpi headline={forecastHeadline(found.value)} unfinished={false} />
}

function Course({ overview: { answer, asked, compared } }: Props) {
  const { view, now, dimension } = asked
  const { interval, zone } = answer
  const model = toStackedBars(answer, {
    dimension,
    now,
    top: IN_CHART,
    compared,
    seriesHref: (value) => overviewHref(narrowed(view, dimension, value)),
    bucketHref: (start, end) => {
      const bucket = { ...view, range: customRange(start, end, zone), interval: null }
      return interval === "hour" ? eventsHref(bucket) : overviewHref(bucket)
    },
  })
  const title = `Spend per ${interval} by ${dimensionWord(dimension)}`
  if (isUnpriced(answer.total)) {
    return (
      <Section title={title}>
        <EmptyState text="None of these calls has a price, so that there is no course to draw." />
      </Section>
    )
  }
  return (
    <Section title={title} actions={<ViewSwitch />}>
      <StackedFigure model={model} as={view.as} height={284} />
    </Section>
  )
}

/** The month's budgets of the rows, by row. */
function budgetsOf({ attention, asked }: Overview, lines: readonly SpendLine[]): Record<string, RowBudget> {
  return Object.fromEntries(
    lines.flatMap(({ id, kind, name }) => {
      if (kind !== "entity" && kind !== "unattributed") return []
      const value = kind === "entity" ? name : null
      const found = budgetOfValue(attention.budgets, asked.dimension, value)
      return found ? [[id, found]] : []
    }),
  )
}

function Groups({ overview }: Props) {
  const { answer, asked } = overview
  const { view, now, dimension } = asked
  const { zone, compare, interval } = answer
  const table = toSpendLines(topGroups(answer, dimension, IN_TABLE), { dimension, view, now, movesOn: true })
  const against =
    compare &&
    comparisonWords({ from: new Date(compare.range.from), to: new Date(compare.range.to) }, zone, now)
  const plural = dimensionPlural(dimension)
  const title = plural.charAt(0).toUpperCase() + plural.slice(1)
  return (
    <Section
      title={title}
      note={against && `Change against ${against}`}
      actions={<ColumnsMenu table="overview" columns={OPTIONAL_COLUMNS} />}
    >
      <SpendTable
        {...table}
        label={`Spend by ${dimensionWord(dimension)}`}
        per={interval}
        size="whole"
        name="overview"
        budgets={budgetsOf(overview, table.lines)}
      />
    </Section>
  )
}
