import { type KeyboardEvent, lazy, Suspense, useState } from "react"
import { Control } from "@/components/ui/control"
import { Popover } from "@/components/ui/popover"
import { rangeWords, resolveRange, shiftRange } from "@/lib/spend/range"
import type { RangeChoice } from "@/lib/spend/url"

const RangeChoices = lazy(async () => ({ default: (await import("./range-choices")).RangeChoices }))

export interface RangePickerProps {
  choice: RangeChoice
  zone: string
  /** Month 1 to 12 in which the fiscal year begins. */
  fiscalStart: number
  now: Date
  onChoose: (choice: RangeChoice) => void
}

function resolved(choice: RangeChoice, now: Date, zone: string, fiscalStart: number) {
  try {
    return resolveRange(choice, now, zone, fiscalStart)
  } catch {
    // A hand-written address may name a range that is none; the page says so, the picker starts over.
    return resolveRange({ kind: "preset", preset: "mtd" }, now, zone)
  }
}

/** `Range 1–19 Nov, month to date`. Left and right arrows move by one period while it has the focus. */
export function RangePicker({ choice, zone, fiscalStart, now, onChoose }: RangePickerProps) {
  const [open, setOpen] = useState(false)
  const range = resolved(choice, now, zone, fiscalStart)
  const take = (next: RangeChoice) => {
    setOpen(false)
    onChoose(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : null
    if (direction === null || open) return
    event.preventDefault()
    onChoose(shiftRange(choice, direction, now, zone, fiscalStart))
  }
  const trigger = (
    <Control
      label="Range"
      value={rangeWords(choice, range, zone)}
      onKeyDown={onKeyDown}
      aria-keyshortcuts="ArrowLeft ArrowRight"
    />
  )
  return (
    <Popover trigger={trigger} label="Range" open={open} onOpenChange={setOpen}>
      <Suspense fallback={<div className="h-72 w-72" />}>
        <RangeChoices choice={choice} from={range.from} to={range.to} zone={zone} onChoose={take} />
      </Suspense>
    </Popover>
  )
}
