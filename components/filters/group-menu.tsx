import { Control } from "@/components/ui/control"
import { Menu } from "@/components/ui/menu"
import { dimensionLabel } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"

export interface GroupMenuProps {
  groupBy: readonly Dimension[]
  dimensions: readonly Dimension[]
  /** How many a page groups by at most. */
  levels?: 1 | 2
  onChoose: (groupBy: Dimension[]) => void
}

const NONE = ""

/** What rows and colours stand for, and on pages with two levels what each row is made of. */
export function GroupMenu({ groupBy, dimensions, levels = 1, onChoose }: GroupMenuProps) {
  const [first, second] = groupBy
  const shown = levels === 2 ? groupBy : groupBy.slice(0, 1)
  const words = shown.length > 0 ? shown.map(dimensionLabel).join(", then ") : "none"
  const known = (value: string) => dimensions.find((each) => each === value)
  const choices = (left: Dimension | undefined) =>
    dimensions.filter((each) => each !== left).map((value) => ({ value, label: dimensionLabel(value) }))
  const chooseFirst = (value: string) => {
    const next = known(value)
    if (next) onChoose([next, ...(levels === 2 && second && second !== next ? [second] : [])])
  }
  const chooseSecond = (value: string) => {
    const next = known(value)
    if (first) onChoose(next ? [first, next] : [first])
  }
  return (
    <Menu
      trigger={<Control label="Group" value={words} />}
      groups={[
        {
          kind: "one",
          value: first ?? NONE,
          choices: choices(undefined),
          onChoose: chooseFirst,
          ...(levels === 2 ? { heading: "Rows and colours" } : {}),
        },
        ...(levels === 2
          ? [
              {
                kind: "one" as const,
                heading: "Then by",
                value: second ?? NONE,
                choices: [{ value: NONE, label: "Nothing" }, ...choices(first)],
                onChoose: chooseSecond,
              },
            ]
          : []),
      ]}
    />
  )
}
