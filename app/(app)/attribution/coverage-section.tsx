import { ViewFailed } from "@/app/(app)/view-failed"
import { CoverageTable } from "@/components/attribution/coverage-table"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { HeadlineKpi } from "@/components/overview/headline-kpi"
import { EmptyState } from "@/components/ui/empty-state"
import { KpiRow } from "@/components/ui/kpi"
import { COVERED, toCoverageLines } from "@/lib/attribution/coverage-lines"
import { readSection } from "@/lib/http/read-section"
import { dimensionLabel, dimensionWord } from "@/lib/spend/filter"
import { toCoverage } from "@/lib/spend/headline"
import type { SearchParams } from "@/lib/spend/url"
import { readCoverage } from "./attribution-read"
import { MissingSection } from "./missing-section"

/** The attributed share, all in all and by dimension, how it went, and what it lacks. */
export async function CoverageSection({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Attribution", async () => readCoverage(await searchParams))
  if (!found.ok) return <ViewFailed read={found} plain="/attribution" />
  const { whole, all, each, now, range, ignored, rangeText } = found.value
  if (whole.total.calls === 0) {
    return (
      <div className="py-4">
        <IgnoredNotice ignored={ignored} />
        <EmptyState text={`No calls in ${rangeText}.`} />
      </div>
    )
  }
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      <KpiRow>
        <HeadlineKpi headline={toCoverage(whole, all, now)} unfinished={range.unfinished} />
        {COVERED.map((dimension) => (
          <HeadlineKpi
            key={dimension}
            headline={{
              ...toCoverage(whole, each[dimension], now),
              label: dimensionLabel(dimension),
              meaning: `Share of spend whose ${dimensionWord(dimension)} is known`,
            }}
            unfinished={range.unfinished}
          />
        ))}
      </KpiRow>
      <CoverageTable lines={toCoverageLines(found.value, now)} per={whole.interval} />
      <MissingSection read={found.value} />
    </>
  )
}
