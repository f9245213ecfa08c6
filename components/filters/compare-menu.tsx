import { Control } from "@/components/ui/control"
import { ChoiceMenu } from "@/components/ui/menu"
import { compareWords, comparisonRange, comparisonWords, resolveRange } from "@/lib/spend/range"
import { COMPARES, type Compare, type RangeChoice } from "@/lib/spend/url"

const LABELS: Record<Compare, string> = {
  none: "Off",
  previous: "Previous period",
  month: "A month before",
  year: "A year before",
}

export interface CompareMenuProps {
  choice: RangeChoice
  compare: Compare
  zone: string
  now: Date
  onChoose: (compare: Compare) => void
}

/** What the figures are compared with; each choice says the dates it means. */
export function CompareMenu({ choice, compare, zone, now, onChoose }: CompareMenuProps) {
  const compared = (kind: Compare) => {
    try {
      return comparisonRange(choice, resolveRange(choice, now, zone), kind, now, zone)
    } catch {
      // The page says that the range is unreadable.
      return null
    }
  }
  const choices = COMPARES.map((kind) => {
    const range = compared(kind)
    return { value: kind, label: LABELS[kind], ...(range ? { hint: comparisonWords(range, zone, now) } : {}) }
  })
  return (
    <ChoiceMenu
      trigger={
        <Control label="Compare" value={compareWords(choice, compared(compare), compare, zone, now)} />
      }
      value={compare}
      choices={choices}
      onChoose={(value) => onChoose(COMPARES.find((kind) => kind === value) ?? "none")}
    />
  )
}
