import { lazy, Suspense, useState } from "react"
import { Control } from "@/components/ui/control"
import { Popover } from "@/components/ui/popover"
import { compareWords, comparisonRange, resolveRange } from "@/lib/spend/range"
import type { Compare, RangeChoice } from "@/lib/spend/url"

const CompareChoices = lazy(async () => ({ default: (await import("./compare-choices")).CompareChoices }))

export interface CompareMenuProps {
  choice: RangeChoice
  compare: Compare
  zone: string
  /** Month 1 to 12 in which the fiscal year begins. */
  fiscalStart: number
  now: Date
  onChoose: (compare: Compare) => void
}

/** What the figures are compared with; each choice says the dates it means. */
export function CompareMenu({ choice, compare, zone, fiscalStart, now, onChoose }: CompareMenuProps) {
  const [open, setOpen] = useState(false)
  const compared = (kind: Compare) => {
    try {
      return comparisonRange(choice, resolveRange(choice, now, zone, fiscalStart), kind, now, zone)
    } catch {
      // The page says that the range is unreadable.
      return null
    }
  }
  const take = (next: Compare) => {
    setOpen(false)
    onChoose(next)
  }
  return (
    <Popover
      label="Compare"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Control label="Compare" value={compareWords(choice, compared(compare), compare, zone, now)} />
      }
    >
      <Suspense fallback={<div className="h-52 w-72" />}>
        <CompareChoices compare={compare} compared={compared} zone={zone} now={now} onChoose={take} />
      </Suspense>
    </Popover>
  )
}
