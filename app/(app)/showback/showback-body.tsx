import { ViewFailed } from "@/app/(app)/view-failed"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { PageFoot } from "@/components/shell/page"
import { ShowbackTable } from "@/components/showback/showback-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { toShowbackLines } from "@/lib/attribution/showback-lines"
import { readSection } from "@/lib/http/read-section"
import { formatMoney } from "@/lib/money-format"
import { entityHref, exploreHref, narrowed } from "@/lib/spend/drill"
import type { SearchParams } from "@/lib/spend/url"
import { PoolsSection } from "./pools-section"
import { readShowback } from "./showback-read"

/** What each team bears, and what they share. */
export async function ShowbackBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Showback", async () => readShowback(await searchParams))
  if (!found.ok) return <ViewFailed read={found} plain="/showback" />
  const { view, answer, rangeText, unfinished, ignored } = found.value
  const hrefOf = (team: string | null) =>
    team === null
      ? exploreHref({ ...narrowed({ ...view, filters: [] }, "team", null), groupBy: ["api_key"] })
      : entityHref("team", team, view)
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      <Section
        plain
        title={`Teams, ${rangeText}${unfinished ? " so far" : ""}`}
        note={`${formatMoney(answer.total, answer.currency)} in all. Parted month by month: months add up to their quarter`}
      >
        {answer.teams.length === 0 ? (
          <EmptyState text={`No spend in ${rangeText}.`} />
        ) : (
          <ShowbackTable {...toShowbackLines(answer, hrefOf)} />
        )}
      </Section>
      <PoolsSection showback={found.value} />
      <PageFoot items={[rangeText, answer.zone, answer.currency]} />
    </>
  )
}
