import { notFound } from "next/navigation"
import { Suspense } from "react"
import { ViewFailed } from "@/app/(app)/view-failed"
import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { emptyWords, footItems } from "@/components/overview/overview-words"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { readSection } from "@/lib/http/read-section"
import { entityDimension, entityHref } from "@/lib/spend/drill"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { EntityBudgets } from "./entity-budgets"
import { EntityFailures } from "./entity-failures"
import { EntityFigures } from "./entity-figures"
import { type Entity, type EntityAddress, entityValue, readEntity } from "./entity-read"
import { EntityUses } from "./entity-uses"

/** The page below its bar: the figures of one entity, or why there are none. */
export async function EntityBody({ params, searchParams }: EntityAddress) {
  const [{ dimension }, asked] = await Promise.all([params, searchParams])
  const known = entityDimension(dimension)
  if (!known) notFound()
  const value = entityValue(asked)
  const found = await readSection("Spend", () => readEntity(known, value, asked))
  if (!found.ok) {
    const again = entityHref(known, value, DEFAULT_VIEW)
    return <ViewFailed read={found} plain={again} />
  }
  const { ignored } = found.value
  return (
    <>
      <IgnoredNotice ignored={ignored} />
      <Found entity={found.value} />
    </>
  )
}

function Found({ entity }: { entity: Entity }) {
  const { answer, view, range, rangeText, priceDate } = entity
  const foot = <PageFoot items={footItems({ answer, range, filters: view.filters, priceDate })} />
  if (answer.total.calls === 0 && (answer.compare?.total.calls ?? 0) === 0) {
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
      <EntityFigures entity={entity} />
      <Suspense>
        <EntityBudgets entity={entity} />
      </Suspense>
      <EntityFailures entity={entity} />
      <EntityUses entity={entity} />
      {foot}
    </>
  )
}
