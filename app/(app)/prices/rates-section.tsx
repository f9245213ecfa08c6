import { SectionFailed } from "@/app/(app)/section-failed"
import { AddRateButton } from "@/components/prices/add-rate-button"
import { RatesTable } from "@/components/prices/rates-table"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { getPriceBook } from "@/lib/pricing/queries"
import { localDate } from "@/lib/time"
import { formatDate } from "@/lib/time-format"
import { mayEditPrices } from "./may-edit-prices"

/** Days that a currency shows at most; older rates still convert older calls. */
const NEWEST = 1

async function read() {
  const scope = await requireScope()
  const [{ zone }, book] = await Promise.all([getOrganisation(scope), getPriceBook(scope)])
  const rows = [...book.exchange.rates].flatMap(([currency, dated]) =>
    dated
      .flatMap(({ rate }) => (rate ? [rate] : []))
      .slice(-NEWEST)
      .reverse()
      .map((rate) => ({
        ...{ currency, usd: rate.usdPerUnit, source: rate.source },
        day: formatDate(new Date(`${rate.date}T12:00:00Z`), "UTC"),
      })),
  )
  return { rows, today: localDate(new Date(), zone), mayEdit: mayEditPrices(scope) }
}

/** What turns prices in other currencies into the reporting currency. */
export async function RatesSection() {
  const found = await readSection("Exchange rates", read)
  return (
    <Section
      title="Exchange rates"
      note="A call is converted at the newest rate at or before its day."
      actions={found.ok && found.value.mayEdit && <AddRateButton today={found.value.today} />}
    >
      {found.ok ? <RatesTable rows={found.value.rows} /> : <SectionFailed {...found} />}
    </Section>
  )
}
