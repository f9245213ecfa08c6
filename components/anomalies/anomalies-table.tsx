import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Anomaly } from "@/lib/anomalies/schema"
import { formatCount, formatMoney } from "@/lib/money-format"
import { formatRange } from "@/lib/time-format"
import { culpritWords, timesWords, whereWords } from "./anomaly-words"

export interface AnomalyRow {
  anomaly: Anomaly
  /** Its hours in Explore, and what of them differs from the usual week. */
  exploreHref: string
  changeHref: string
}

const STATES: Record<Anomaly["state"], { kind: StatusKind; word: string }> = {
  open: { kind: "warn", word: "going on" },
  over: { kind: "info", word: "over" },
  withdrawn: { kind: "none", word: "withdrawn" },
}

/** A phone has room for what it cost beyond the usual and for what moved. */
const WIDE = "max-md:hidden"

interface Props {
  rows: readonly AnomalyRow[]
  currency: string
  zone: string
}

/** What was out of the ordinary, the latest first. */
export function AnomaliesTable({ rows, currency, zone }: Props) {
  return (
    <ScrollFrame label="Anomalies, table" focusable>
      <table className="table" aria-label="Anomalies">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              When
            </th>
            <th scope="col" data-align="left">
              Where
            </th>
            <th scope="col">Above usual</th>
            <th scope="col" className={WIDE}>
              Usual
            </th>
            <th scope="col" className={WIDE}>
              Spent
            </th>
            <th scope="col" className={WIDE}>
              Times
            </th>
            <th scope="col" data-align="left">
              What moved
            </th>
            <th scope="col" data-align="left">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.anomaly.id} {...row} currency={currency} zone={zone} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Row({ anomaly, exploreHref, changeHref, currency, zone }: AnomalyRow & Omit<Props, "rows">) {
  const { state, from, to, unpriced_calls: unpriced } = anomaly
  const when = formatRange(new Date(from), new Date(to), zone)
  return (
    <tr>
      <th scope="row" data-align="left">
        <TextLink quiet href={exploreHref} prefetch={false}>
          {when}
        </TextLink>
      </th>
      <td data-align="left">{whereWords(anomaly)}</td>
      <td>{formatMoney(anomaly.impact, currency)}</td>
      <td className={WIDE}>{formatMoney(anomaly.expected, currency)}</td>
      <td className={WIDE}>{formatMoney(anomaly.actual, currency)}</td>
      <td className={WIDE}>{timesWords(anomaly)}</td>
      <td data-align="left">
        <span className="block min-w-60 wrap-anywhere whitespace-normal">
          {culpritWords(anomaly.culprits)}.{" "}
          {unpriced > 0 && `${formatCount(unpriced)} calls without a price are not in it. `}
          <TextLink inline href={changeHref} prefetch={false} aria-label={`Why? What changed ${when}`}>
            Why?
          </TextLink>
        </span>
      </td>
      <td data-align="left">
        <Status kind={STATES[state].kind}>{STATES[state].word}</Status>
      </td>
    </tr>
  )
}
