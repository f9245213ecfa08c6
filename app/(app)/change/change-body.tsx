import { ViewFailed } from "@/app/(app)/view-failed"
import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { emptyWords, footItems } from "@/components/overview/overview-words"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import { changeHref } from "@/lib/spend/drill"
import type { SearchParams } from "@/lib/spend/url"
import { ChangeBridge } from "./change-bridge"
import { type Change, readChange } from "./change-read"
import { ChangeRows } from "./change-rows"

/** The page below its bar: bridge and table, or why there are none. */
export async function ChangeBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("The change", async () => readChange(await searchParams))
  if (!found.ok) {
    return <ViewFailed read={found} plain="/change" />
  }
  const { ignored } = found.value
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      <Found change={found.value} />
    </>
  )
}

function Found({ change }: { change: Change }) {
  const { answer, comparison, view, range, rangeText, priceDate } = change
  if (!answer || !comparison) {
    return (
      <div className="py-4">
        <EmptyState
          text="Nothing to compare with: the comparison is off."
          action={
            <TextLink href={changeHref({ ...view, compare: "previous" })}>Compare with before</TextLink>
          }
        />
      </div>
    )
  }
  const foot = <PageFoot items={footItems({ answer, range, filters: view.filters, priceDate })} />
  if (answer.groups.length === 0 && answer.other === null) {
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
      <ChangeBridge change={change} answer={answer} comparison={comparison} />
      <ChangeRows change={change} answer={answer} />
      {foot}
    </>
  )
}
