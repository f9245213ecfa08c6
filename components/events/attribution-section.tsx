import { PageLink } from "@/components/tables/page-link"
import { type Description, DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { pageHref } from "@/lib/spend/drill"
import { dimensionLabel, UNATTRIBUTED } from "@/lib/spend/filter"
import { type Dimension, isRenamed } from "@/lib/spend/schema"
import { type ListPlace, valueHref } from "./event-address"

function valuesOf(event: EventDetail): [Dimension, string | null][] {
  const always: [Dimension, string | null][] = [
    ["team", event.team],
    ["feature", event.feature],
    ["agent", event.agent],
    ["user", event.user],
    ["environment", event.environment],
  ]
  const known: [Dimension, string | null][] = [
    ["session", event.session],
    ["api_key", event.apiKey],
    ["provider", event.provider],
    ["model", event.model],
    ["route", event.route],
    ["service_tier", event.serviceTier],
    ["error_class", event.errorClass],
  ]
  const tags = Object.entries(event.tags).map(([key, value]): [Dimension, string] => [`tag:${key}`, value])
  return [...always, ...known.filter(([, value]) => value !== null), ...tags]
}

/** Who and what caused the call; each value leads to all events that share it. */
export function AttributionSection({ event, place }: { event: EventDetail; place: ListPlace }) {
  const items = valuesOf(event).map(([dimension, value]): Description => {
    const page = pageHref(dimension, value, place.view)
    const sent = isRenamed(dimension) ? event.sent[dimension] : undefined
    return {
      term: dimensionLabel(dimension),
      value: (
        <>
          <TextLink inline href={valueHref(place.view, dimension, value)} prefetch={false}>
            {value ?? UNATTRIBUTED}
          </TextLink>
          {page && <PageLink name={value ?? UNATTRIBUTED} href={page} />}
          {sent !== undefined && <span className="text-ink-3"> sent as {sent ?? "nothing"}</span>}
        </>
      ),
    }
  })
  return (
    <Section title="Attribution">
      <DescriptionList items={items} />
    </Section>
  )
}
