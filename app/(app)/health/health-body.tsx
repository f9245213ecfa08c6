import { ViewFailed } from "@/app/(app)/view-failed"
import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { HealthSentence } from "@/components/health/health-sentence"
import { HealthTable } from "@/components/health/health-table"
import { filtersWords } from "@/components/overview/overview-words"
import { Waiting } from "@/components/overview/waiting"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { isOfWhole } from "@/lib/health/incident"
import { toHealthLines } from "@/lib/health/table-lines"
import { healthSentence } from "@/lib/health/words"
import { readSection } from "@/lib/http/read-section"
import { LEAST_CALLS } from "@/lib/ledger/histogram"
import type { SearchParams } from "@/lib/spend/url"
import { ChosenPath } from "./chosen-path"
import { FailureLedger } from "./failure-ledger"
import { HealthFigures } from "./health-figures"
import { type HealthPage, readHealth } from "./health-read"
import { HEALTH_PATH, healthHref } from "./health-view"
import { IncidentsAndOurs } from "./incidents-and-ours"
import { UptimeSection } from "./uptime-section"

/** The page below its bar: who fails, in a sentence, and then everything that it stands on. */
export async function HealthBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Health", async () => readHealth(await searchParams))
  if (!found.ok) return <ViewFailed read={found} plain={HEALTH_PATH} />
  const page = found.value
  return (
    <>
      <IgnoredNotice ignored={page.ignored} />
      <Found page={page} />
    </>
  )
}

function Found({ page }: { page: HealthPage }) {
  const { health, view, rangeText, choice } = page
  if (health.total.tally.calls === 0) {
    return (
      <>
        <div className="py-4">
          <EmptyState text={emptyCalls(page)} action={<ClearFilters />} />
        </div>
        <UptimeSection page={page} />
        <Foot page={page} />
      </>
    )
  }
  return (
    <>
      <HealthSentence {...healthSentence({ ...page, rows: health.rows })} />
      <HealthFigures page={page} />
      <Waiting label="Loading 90 days" rows={8}>
        <UptimeSection page={page} />
      </Waiting>
      <Section
        title={choice.byModel ? "By provider, route and model" : "By provider and route"}
        note={`${rangeText}. ${health.timed ? "Percentiles from merged histograms, error at most 2%" : "Percentiles are not told apart by these filters over so many calls"}`}
        actions={
          <TextLink href={healthHref(view, { byModel: !choice.byModel, chosen: null })} scroll={false}>
            {choice.byModel ? "Group by provider and route" : "Group by model"}
          </TextLink>
        }
      >
        <HealthTable {...linesOf(page)} />
      </Section>
      <Waiting label="Loading the chosen route" rows={8}>
        <ChosenPath page={page} />
      </Waiting>
      <Waiting label="Loading incidents" rows={5}>
        <IncidentsAndOurs page={page} />
      </Waiting>
      <Waiting label="Loading the failure ledger" rows={6}>
        <FailureLedger page={page} />
      </Waiting>
      <Foot page={page} />
    </>
  )
}

function emptyCalls({ view: { filters }, rangeText }: HealthPage): string {
  return filters.length === 0
    ? `No calls in ${rangeText}.`
    : `No calls match ${filtersWords(filters)} in ${rangeText}.`
}

function linesOf({ health, chosen, view, currency, choice, open }: HealthPage) {
  return toHealthLines({
    ...{ rows: health.rows, total: health.total, chosen, view, currency },
    hrefOf: ({ key }) => healthHref(view, { ...choice, chosen: key }),
    isDown: ({ key }) => open.some((each) => isOfWhole(each, key)),
  })
}

function Foot({ page: { view, rangeText, zone } }: { page: HealthPage }) {
  return (
    <PageFoot
      items={[
        `${rangeText}, ${zone}`,
        ...(view.filters.length > 0 ? [`Only ${filtersWords(view.filters)}`] : []),
        "Smoke runs are not counted",
        `Percentiles hidden where n < ${LEAST_CALLS}`,
      ]}
    />
  )
}
