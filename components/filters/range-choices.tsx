import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { PRESET_WORDS } from "@/lib/spend/range"
import type { RangeChoice } from "@/lib/spend/url"
import { addUnits, localDate, parseLocalOrInstant, RANGE_PRESETS } from "@/lib/time"

export interface RangeChoicesProps extends CustomRangeProps {
  choice: RangeChoice
}

/** Ranges by name, and two dates of one's own. */
export function RangeChoices({ choice, from, to, zone, onChoose }: RangeChoicesProps) {
  return (
    <div className="grid md:grid-cols-[auto_auto]">
      <ul className="grid grid-cols-2 p-1 md:block md:border-r md:border-line">
        {RANGE_PRESETS.map((preset) => {
          const current = choice.kind === "preset" && choice.preset === preset
          return (
            <li key={preset}>
              <button
                type="button"
                aria-pressed={current}
                onClick={() => onChoose({ kind: "preset", preset })}
                className="flex min-h-7 w-full min-w-36 items-center rounded-sm px-2 text-left first-letter:uppercase hover:bg-hover aria-pressed:font-medium aria-pressed:text-accent max-md:min-h-9"
              >
                <span className="first-letter:uppercase">{PRESET_WORDS[preset]}</span>
              </button>
            </li>
          )
        })}
      </ul>
      <CustomRange from={from} to={to} zone={zone} onChoose={onChoose} />
    </div>
  )
}

interface CustomRangeProps {
  from: Date
  to: Date
  zone: string
  onChoose: (choice: RangeChoice) => void
}

/** People name the last day they mean; the address holds the day after it. */
function CustomRange({ from, to, zone, onChoose }: CustomRangeProps) {
  const [first, setFirst] = useState(localDate(from, zone))
  const [last, setLast] = useState(localDate(new Date(to.getTime() - 1), zone))
  const valid = first !== "" && last !== "" && first <= last
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!valid) return
    const end = addUnits(parseLocalOrInstant(last, zone), "day", 1, zone)
    onChoose({ kind: "custom", from: first, to: localDate(end, zone) })
  }
  const field = "h-(--control) rounded-md border border-control bg-surface px-2"
  return (
    <form onSubmit={submit} className="grid content-start gap-2 border-t border-line p-3 md:border-t-0">
      <label className="grid gap-1 text-xs text-ink-3">
        From
        <input
          type="date"
          required
          className={`${field} text-sm text-ink`}
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
          className={`${field} text-sm text-ink`}
          value={last}
          onChange={(event) => setLast(event.target.value)}
        />
      </label>
      <p className="text-xs text-ink-3">{zone}</p>
      <Button type="submit" kind="primary" disabled={!valid}>
        Show
      </Button>
    </form>
  )
}
