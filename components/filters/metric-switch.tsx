"use client"

import { Menu } from "@/components/ui/menu"
import { Segmented } from "@/components/ui/segmented"
import { METRIC, METRICS, type Metric } from "@/lib/spend/metric"
import { useView } from "./use-view"

const FIRST: readonly Metric[] = ["billed", "list", "tokens", "requests"]
const MORE = METRICS.filter((metric) => !FIRST.includes(metric))

/** What is measured: the four usual ones side by side, the others in a menu. */
export function MetricSwitch() {
  const { view, setView } = useView()
  const isFirst = FIRST.includes(view.metric)
  const choose = (metric: Metric) =>
    setView({ metric, running: METRIC[metric].isRatio ? false : view.running })
  return (
    <Segmented
      label="Metric"
      value={view.metric}
      choices={FIRST.map((value) => ({ value, label: METRIC[value].label }))}
      onChoose={choose}
    >
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className="caret flex h-full min-h-6 items-center gap-1.5 border-l border-line px-2.5 hover:bg-hover data-[on=true]:bg-hover data-[on=true]:font-medium"
            data-on={!isFirst}
          >
            {isFirst ? "More" : METRIC[view.metric].label}
          </button>
        }
        groups={[
          {
            kind: "one",
            value: view.metric,
            choices: MORE.map((value) => ({ value, label: METRIC[value].label })),
            onChoose: (value) => choose(MORE.find((each) => each === value) ?? "billed"),
          },
        ]}
      />
    </Segmented>
  )
}
