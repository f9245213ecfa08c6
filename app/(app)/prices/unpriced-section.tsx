import { SectionFailed } from "@/app/(app)/section-failed"
import { UnpricedTable } from "@/components/prices/unpriced-table"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { eventsHref, narrowed } from "@/lib/spend/drill"
import { spend } from "@/lib/spend/queries"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { localDate, rangeOf } from "@/lib/time"
import { mayEditPrices } from "./may-edit-prices"

const RANGE = "30d"
const MOST = 1_000

async function read() {
  const scope = await requireScope()
  const now = new Date()
  const { zone, currency } = await getOrganisation(scope)
  const { from, to } = rangeOf(RANGE, now, zone)
  const groupBy = ["provider" as const, "model" as const]
  const query = { from, to, interval: "month" as const, filters: [], comparison: null }
  const answer = await spend(scope, { ...query, groupBy, limit: MOST })
  const view = { ...DEFAULT_VIEW, range: { kind: "preset" as const, preset: RANGE as "30d" } }
  const rows = answer.groups
    .filter(({ unpriced }) => unpriced.calls > 0)
    .sort((a, b) => b.unpriced.tokens - a.unpriced.tokens)
    .map(({ key, unpriced, calls }) => {
      const [provider, model] = [key.provider ?? "", key.model ?? ""]
      const own = narrowed(narrowed(view, "provider", provider), "model", model)
      return {
        provider,
        model,
        ...{ calls: unpriced.calls, of: calls, tokens: unpriced.tokens },
        href: eventsHref(own),
      }
    })
  return { rows, answer, edit: mayEditPrices(scope) ? { from: localDate(from, zone), currency, zone } : null }
}

/** Models in use that no price row covers: what they cost is unknown, and in no total. */
export async function UnpricedSection() {
  const found = await readSection("Coverage", read)
  if (!found.ok) {
    return (
      <Section plain title="Used without a price">
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { rows, answer, edit } = found.value
  const { calls } = answer.total
  const covered = calls === 0 ? null : calls - answer.unpriced.calls
  return (
    <div className="pt-5">
      <Section
        plain
        title="Used without a price, last 30 days"
        note={covered === null ? null : `${formatCount(covered)} of ${formatCount(calls)} calls have a price`}
      >
        {rows.length === 0 ? (
          <p className="text-ink-2">{calls === 0 ? "No calls yet." : "Every call has a price."}</p>
        ) : (
          <UnpricedTable rows={rows} edit={edit} />
        )}
      </Section>
    </div>
  )
}
