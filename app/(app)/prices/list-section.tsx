import { SectionFailed } from "@/app/(app)/section-failed"
import { PriceSearchForm } from "@/components/prices/price-search-form"
import { PricesTable } from "@/components/prices/prices-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { bookDate } from "@/lib/pricing/book-date"
import { findPrices, type PriceSearch, toPriceLine } from "@/lib/pricing/price-lines"
import { getPriceBook } from "@/lib/pricing/queries"

const SHOWN = 40

type Params = Record<string, string | string[] | undefined>

function searchOf(params: Params): PriceSearch {
  const one = (name: string) => {
    const value = params[name]
    return (typeof value === "string" ? value : (value?.[0] ?? "")).slice(0, 256)
  }
  return { text: one("q"), provider: one("provider") || null, past: one("past") === "on" }
}

async function read(search: PriceSearch) {
  const scope = await requireScope()
  const now = new Date()
  const [{ zone }, book] = await Promise.all([getOrganisation(scope), getPriceBook(scope)])
  const list = book.rows.filter((row) => row.layer === "catalogue")
  const rows = findPrices(list, search, now)
  return {
    lines: rows.slice(0, SHOWN).map((row) => toPriceLine(row, zone, now)),
    found: rows.length,
    providers: [...new Set(list.map((row) => row.provider))].sort(),
    date: bookDate(book),
  }
}

/** The shipped price list, to be searched. */
export async function ListSection({ searchParams }: { searchParams: Promise<Params> }) {
  const search = searchOf(await searchParams)
  const found = await readSection("The price list", () => read(search))
  if (!found.ok) {
    return (
      <Section title="List prices">
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { lines, providers, date } = found.value
  const more = found.value.found - lines.length
  return (
    <Section title="List prices" note={date && `As of ${date}`}>
      <PriceSearchForm search={search} providers={providers} />
      {lines.length === 0 ? <EmptyState text="No list price matches that." /> : <PricesTable lines={lines} />}
      {more > 0 && (
        <p className="pt-2 text-xs text-ink-3">
          {formatCount(lines.length)} of {formatCount(found.value.found)} rows. Search to see the others.
        </p>
      )}
    </Section>
  )
}
