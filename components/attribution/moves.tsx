import { useEffect, useState } from "react"
import { type ApiAnswer, callApi } from "@/components/sources/call-api"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { AttributionRule, PreviewAnswer } from "@/lib/attribution/schema"
import { formatCount, formatMoney } from "@/lib/money-format"
import { dimensionLabel, UNATTRIBUTED } from "@/lib/spend/filter"

/** A range to preview: `November`, in local dates. */
export interface PreviewRange {
  label: string
  from: string
  to: string
}

interface MovesProps {
  rules: readonly AttributionRule[]
  ranges: readonly PreviewRange[]
  onRefused: (fields: Record<string, string>) => void
}

/** What a list of rules would move, in words and as a table. */
export function Moves({ rules, ranges, onRefused }: MovesProps) {
  const [at, setAt] = useState(0)
  const [answer, setAnswer] = useState<ApiAnswer<PreviewAnswer> | null>(null)
  const range = ranges[at]
  useEffect(() => {
    let isCurrent = true
    setAnswer(null)
    const body = { rules, from: range?.from, to: range?.to }
    callApi<PreviewAnswer>("/api/v1/attribution/preview", { method: "POST", body }).then((found) => {
      if (!isCurrent) return
      setAnswer(found)
      if (!found.ok) onRefused(found.refusal.fields)
    })
    return () => {
      isCurrent = false
    }
  }, [rules, range, onRefused])
  return (
    <div className="min-h-24" aria-busy={answer === null}>
      <label className="mb-3 flex items-center gap-2 text-xs text-ink-2">
        Preview over
        <select
          className="h-(--control) rounded-md border border-control bg-surface px-2 text-ink"
          value={at}
          onChange={(event) => setAt(Number(event.target.value))}
        >
          {ranges.map(({ label }, place) => (
            <option key={label} value={place}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div aria-live="polite">
        {answer === null ? (
          <p className="text-ink-3">Looking what it moves…</p>
        ) : answer.ok ? (
          <Found {...answer.value} label={range?.label ?? ""} />
        ) : (
          <p className="text-bad">{answer.refusal.detail}</p>
        )}
      </div>
    </div>
  )
}

/** What moves in money, or in calls where none of it has a price. */
function movedText({ billed, calls, unpriced_calls }: PreviewAnswer["moves"][number], currency: string) {
  if (calls !== unpriced_calls) return formatMoney(billed, currency)
  return `${formatCount(calls)} ${calls === 1 ? "call" : "calls"} without a price`
}

function Found({ moves, unlisted, contexts, currency, label }: PreviewAnswer & { label: string }) {
  const [first] = moves
  if (!first) {
    return (
      <p>
        {contexts === 0
          ? "It moves nothing: no call reads otherwise."
          : `It moves nothing of ${label}; ${formatCount(contexts)} sets of dimensions of other times read otherwise.`}
      </p>
    )
  }
  return (
    <>
      <p className="mb-3">
        Moves <b className="font-medium">{movedText(first, currency)}</b> of {label} from{" "}
        {first.before ?? UNATTRIBUTED} to {first.after ?? UNATTRIBUTED}
        {moves.length > 1 && `, and ${formatCount(moves.length - 1 + unlisted)} more`}.
        {unlisted > 0 && ` The ${formatCount(unlisted)} smallest are not listed.`}
      </p>
      <ScrollFrame label={`What moves in ${label}`} focusable>
        <table className="table" data-density="tight">
          <thead>
            <tr>
              {["Dimension", "From", "To"].map((head) => (
                <th key={head} scope="col" data-align="left">
                  {head}
                </th>
              ))}
              <th scope="col">Billed</th>
              <th scope="col">Calls</th>
            </tr>
          </thead>
          <tbody>
            {moves.map(({ dimension, before, after, billed, calls, unpriced_calls }) => (
              <tr key={`${dimension} ${before} ${after}`}>
                <th scope="row" data-align="left">
                  {dimensionLabel(dimension)}
                </th>
                <td data-align="left">{before ?? UNATTRIBUTED}</td>
                <td data-align="left">{after ?? UNATTRIBUTED}</td>
                <td title={`${billed} ${currency}`}>
                  {calls === unpriced_calls ? "no price" : formatMoney(billed, currency)}
                </td>
                <td>{formatCount(calls)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </>
  )
}
