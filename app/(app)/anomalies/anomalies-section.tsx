import { SectionFailed } from "@/app/(app)/section-failed"
import { AnomaliesTable } from "@/components/anomalies/anomalies-table"
import { largestOf, whereWords } from "@/components/anomalies/anomaly-words"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { formatCount, formatMoney } from "@/lib/money-format"
import { formatInstant, formatRange } from "@/lib/time-format"
import { DAYS, readAnomalies } from "./anomalies-read"

const TITLE = `Out of the ordinary, last ${DAYS} days`

/** What was found, in a sentence and then hour by hour. */
export async function AnomaliesSection() {
  const found = await readSection("Anomalies", () => readAnomalies())
  if (!found.ok) {
    return (
      <Section plain title={TITLE}>
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { rows, total, currency, zone, looked_until: until } = found.value
  const looked = until === null ? "Not looked yet" : `Whole hours to ${formatInstant(new Date(until), zone)}`
  return (
    <Section
      plain
      title={TITLE}
      note={`${looked}, five weeks back. Against the same weekday and hour of up to eight weeks, from the fifth week on`}
    >
      {rows.length === 0 ? (
        <EmptyState text="No hour cost far more than hours like it." />
      ) : (
        <>
          <p className="mb-4">{sentence(found.value)}</p>
          <AnomaliesTable rows={rows} currency={currency} zone={zone} />
          {total > rows.length && (
            <p className="pt-2 text-ink-3 text-xs">
              The latest {formatCount(rows.length)} of {formatCount(total)}. The API has all.
            </p>
          )}
        </>
      )}
    </Section>
  )
}

type Read = Awaited<ReturnType<typeof readAnomalies>>

function sentence({ rows, currency, zone }: Read): string {
  const standing = rows.map(({ anomaly }) => anomaly).filter(({ state }) => state !== "withdrawn")
  const open = standing.filter(({ state }) => state === "open").length
  const largest = largestOf(standing)
  if (!largest) return "Corrections and late events have withdrawn everything that was found."
  const going = open === 0 ? "None is going on." : `${formatCount(open)} going on.`
  const range = formatRange(new Date(largest.from), new Date(largest.to), zone)
  return `${going} The largest cost ${formatMoney(largest.impact, currency)} more than usual: ${whereWords(largest)}, ${range}.`
}
