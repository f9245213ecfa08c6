import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatProvenance } from "@/lib/money-format"
import { formatInstant } from "@/lib/time-format"

interface Step {
  name: string
  /** The re-rate's page. */
  href: string | null
  when: string
  billed: string | null
  rows: string[]
  why: string
}

function stepsOf({ rerates, time }: EventDetail, zone: string): Step[] {
  const [first] = rerates
  if (!first) return []
  const began: Step = {
    ...{ name: "First price", href: null, when: formatInstant(new Date(time), zone) },
    ...{ billed: first.before, rows: first.rows_before, why: "The price list of that instant" },
  }
  return [
    began,
    ...rerates.map(({ id, automatic, at, by, reason, after, rows_after }) => ({
      ...{ name: `Re-rate ${id}`, href: `/prices/rerate?id=${id}`, when: formatInstant(new Date(at), zone) },
      ...{ billed: after, rows: rows_after },
      why: automatic ? (reason ?? "Automatic") : `${reason ?? "–"} (${by ?? "somebody who left"})`,
    })),
  ]
}

const HEADS = ["Price", "When", "Billed", "By the row", "Why"]

/** What the call was billed at first and after every re-rate. Nothing where there was none. */
export function PriceHistory({ event, zone }: { event: EventDetail; zone: string }) {
  const steps = stepsOf(event, zone)
  if (steps.length === 0) return null
  return (
    <Section title="Price history" note="The last one counts; history keeps all.">
      <ScrollFrame label="Price history, table">
        <table className="table" data-density="tight" aria-label="Price history">
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col" {...(head === "Billed" ? {} : { "data-align": "left" })}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ name, href, when, billed, rows, why }) => (
              <tr key={name}>
                <th scope="row" data-align="left">
                  {href === null ? name : <TextLink href={href}>{name}</TextLink>}
                </th>
                <td data-align="left">{when}</td>
                <td>{billed === null ? "–" : formatProvenance(billed, event.currency)}</td>
                <td data-align="left">
                  <code className="wrap-anywhere whitespace-normal">{rows.join(", ") || "none"}</code>
                </td>
                <td data-align="left">
                  <span className="wrap-anywhere whitespace-normal">{why}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </Section>
  )
}
