import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { comparisonWords } from "@/lib/spend/range"
import { COMPARES, type Compare, customCompare } from "@/lib/spend/url"
import { addUnits, localDate, parseLocalOrInstant } from "@/lib/time"

const LABELS: Record<(typeof COMPARES)[number], string> = {
  none: "Off",
  previous: "Previous period",
  month: "A month before",
  year: "A year before",
}

export interface CompareChoicesProps {
  compare: Compare
  /** The period that a choice means; null for none. */
  compared: (kind: Compare) => { from: Date; to: Date } | null
  zone: string
  now: Date
  onChoose: (compare: Compare) => void
}

/** Periods by their rule, each with its dates, and two dates of one's own. */
export function CompareChoices({ compare, compared, zone, now, onChoose }: CompareChoicesProps) {
  return (
    <>
      <ul className="min-w-72 p-1">
        {COMPARES.map((kind) => {
          const range = compared(kind)
          return (
            <li key={kind}>
              <button
                type="button"
                aria-pressed={kind === compare}
                onClick={() => onChoose(kind)}
                className="flex min-h-7 w-full items-center rounded-sm px-2 text-left hover:bg-hover aria-pressed:font-medium aria-pressed:text-accent max-md:min-h-9"
              >
                {LABELS[kind]}
                {range && (
                  <span className="ml-auto pl-6 text-xs font-normal text-ink-3">
                    {comparisonWords(range, zone, now)}
                  </span>
                )}
              </button>
            </li>
          )
        })}
      </ul>
      <OwnPeriod
        range={compared(compare === "none" ? "previous" : compare)}
        zone={zone}
        onChoose={onChoose}
      />
    </>
  )
}

interface OwnPeriodProps {
  range: { from: Date; to: Date } | null
  zone: string
  onChoose: (compare: Compare) => void
}

/** Two dates of one's own; people name the last day they mean. */
function OwnPeriod({ range, zone, onChoose }: OwnPeriodProps) {
  const [first, setFirst] = useState(range ? localDate(range.from, zone) : "")
  const [last, setLast] = useState(range ? localDate(new Date(range.to.getTime() - 1), zone) : "")
  const valid = first !== "" && last !== "" && first <= last
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!valid) return
    const end = localDate(addUnits(parseLocalOrInstant(last, zone), "day", 1, zone), zone)
    if (customCompare(`${first}..${end}`)) onChoose(`${first}..${end}`)
  }
  const field = "h-(--control) rounded-md border border-control bg-surface px-2 text-sm text-ink"
  return (
    <form onSubmit={submit} className="grid grid-cols-2 gap-2 border-t border-line p-3">
      <label className="grid gap-1 text-xs text-ink-3">
        From
        <input
          type="date"
          required
          className={field}
          value={first}
          onChange={(event) => setFirst(event.target.value)}
        />
      </label>
      <label className="grid gap-1 text-xs text-ink-3">
        To and including
        <input
          type="date"
          required
          min={first}
          className={field}
          value={last}
          onChange={(event) => setLast(event.target.value)}
        />
      </label>
      <span className="col-span-2 grid">
        <Button type="submit" disabled={!valid}>
          Compare with these days
        </Button>
      </span>
    </form>
  )
}
