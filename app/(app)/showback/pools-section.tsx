import { PoolButton } from "@/components/showback/pool-button"
import { PoolsTable } from "@/components/showback/pools-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { formatMoney } from "@/lib/money-format"
import { exploreHref } from "@/lib/spend/drill"
import { parseFilter } from "@/lib/spend/filter"
import type { Showback } from "./showback-read"

/** The costs that teams share, in their order. */
export function PoolsSection({ showback: { answer, context, view, mayChange } }: { showback: Showback }) {
  const money = (amount: string | undefined) => formatMoney(amount ?? "0", answer.currency)
  const lines = context.pools.map((pool, at) => ({
    pool,
    at,
    billed: money(answer.pools[at]?.billed),
    unallocated: money(answer.pools[at]?.unallocated),
    href: exploreHref({ ...view, filters: pool.when.flatMap((text) => parseFilter(text) ?? []) }),
  }))
  return (
    <Section
      title="Shared costs"
      note="A call is in the first pool whose conditions hold"
      actions={
        mayChange && (
          <PoolButton {...context} word="Add a pool" title="Add a pool" at={context.pools.length} />
        )
      }
    >
      {lines.length === 0 ? (
        <EmptyState text="Nothing is shared: each team bears what it spends itself. A pool parts spend such as Unattributed or staging among teams." />
      ) : (
        <PoolsTable {...context} lines={lines} mayChange={mayChange} />
      )}
    </Section>
  )
}
