import { Button } from "@/components/ui/button"
import type { PriceSearch } from "@/lib/pricing/price-lines"

const fieldClass = "h-(--control) rounded-md border border-control bg-surface px-2.5"

/** A plain form: the address is the search. */
export function PriceSearchForm({
  search,
  providers,
}: {
  search: PriceSearch
  providers: readonly string[]
}) {
  return (
    <form className="mb-3 flex flex-wrap items-center gap-2 print:hidden" action="/prices">
      <input
        type="search"
        name="q"
        aria-label="Model or provider"
        placeholder="Model or provider"
        defaultValue={search.text}
        className={`${fieldClass} w-60`}
      />
      <select
        name="provider"
        aria-label="Provider"
        defaultValue={search.provider ?? ""}
        className={fieldClass}
      >
        <option value="">Every provider</option>
        {providers.map((provider) => (
          <option key={provider} value={provider}>
            {provider}
          </option>
        ))}
      </select>
      <label className="flex min-h-6 items-center gap-1.5">
        <input type="checkbox" name="past" className="accent-accent" defaultChecked={search.past} />
        Past prices too
      </label>
      <Button type="submit">Search</Button>
    </form>
  )
}
