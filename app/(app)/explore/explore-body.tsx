import { ViewFailed } from "@/app/(app)/view-failed"
import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { emptyWords, footItems } from "@/components/overview/overview-words"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { readSection } from "@/lib/http/read-section"
import { METRIC } from "@/lib/spend/metric"
import type { SearchParams } from "@/lib/spend/url"
import { ExploreCourse } from "./explore-course"
import { type Explore, readExplore } from "./explore-read"
import { ExploreRows } from "./explore-rows"

/** The page below its bar: chart and table, or why there are none. */
export async function ExploreBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Spend", async () => readExplore(await searchParams))
  if (!found.ok) {
    return <ViewFailed read={found} plain="/explore" />
  }
  const { ignored } = found.value
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      <Found explore={found.value} />
    </>
  )
}

function Found({ explore }: { explore: Explore }) {
  const { outer, view, range, rangeText, priceDate } = explore
  const items = footItems({ answer: outer, range, filters: view.filters, priceDate })
  const foot = <PageFoot items={[...items, `Shown: ${METRIC[view.metric].words}`]} />
  if (outer.total.calls === 0 && (outer.compare?.total.calls ?? 0) === 0) {
    return (
      <>
        <div className="py-4">
          <EmptyState text={emptyWords(view.filters, rangeText)} action={<ClearFilters />} />
        </div>
        {foot}
      </>
    )
  }
  return (
    <>
      <ExploreCourse explore={explore} />
      <ExploreRows explore={explore} />
      {foot}
    </>
  )
}
