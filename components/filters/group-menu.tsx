import { Control } from "@/components/ui/control"
import { ChoiceMenu } from "@/components/ui/menu"
import { dimensionLabel } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"

export interface GroupMenuProps {
  groupBy: readonly Dimension[]
  dimensions: readonly Dimension[]
  onChoose: (groupBy: Dimension[]) => void
}

export function GroupMenu({ groupBy, dimensions, onChoose }: GroupMenuProps) {
  const [first, ...rest] = groupBy
  const words = [first ? dimensionLabel(first) : "none", ...rest.map(dimensionLabel)].join(", then ")
  return (
    <ChoiceMenu
      trigger={<Control label="Group" value={words} />}
      value={first ?? ""}
      choices={dimensions.map((dimension) => ({ value: dimension, label: dimensionLabel(dimension) }))}
      onChoose={(value) => {
        const dimension = dimensions.find((each) => each === value)
        if (dimension) onChoose([dimension])
      }}
    />
  )
}
