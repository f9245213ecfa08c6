import { SectionFailed } from "@/app/(app)/section-failed"
import { ImportButton } from "@/components/prices/import-button"
import { OwnPricesTable } from "@/components/prices/own-prices-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { toPriceLine } from "@/lib/pricing/price-lines"
import { listOwnPrices } from "@/lib/pricing/queries"
import { localDate } from "@/lib/time"
import { formatDate } from "@/lib/time-format"
import { mayEditPrices } from "./may-edit-prices"

async function read() {
  const scope = await requireScope()
  const now = new Date()
  const [{ zone }, own] = await Promise.all([getOrganisation(scope), listOwnPrices(scope)])
  const rows = own.map(({ id, row, added_at, added_by }) => ({
    ...toPriceLine(row, zone, now),
    number: id,
    added: `${formatDate(added_at, zone)}${added_by === null ? "" : `, ${added_by}`}`,
  }))
  return { rows, today: localDate(now, zone), mayEdit: mayEditPrices(scope) }
}

/** Contract prices and percentages, over the list. */
export async function OwnSection() {
  const found = await readSection("Your prices", read)
  return (
    <Section
      title="Your prices"
      note="They hold over the list. Calls counted already keep the price they have, until they are re-rated."
      actions={
        found.ok && (
          <>
            {found.value.rows.length > 0 && (
              <a href="/api/v1/prices/export.csv" download className="text-accent hover:underline">
                Export CSV
              </a>
            )}
            {found.value.mayEdit && <ImportButton />}
          </>
        )
      }
    >
      {!found.ok ? (
        <SectionFailed {...found} />
      ) : found.value.rows.length === 0 ? (
        <EmptyState text="None: every call is priced by the list." />
      ) : (
        <OwnPricesTable {...found.value} />
      )}
    </Section>
  )
}
