import { Waterfall } from "@/components/charts/waterfall"
import { WaterfallTable } from "@/components/charts/waterfall-table"
import { ViewSwitch } from "@/components/filters/view-switch"
import { bridgeLinks } from "@/lib/spend/change-links"
import { toBridge } from "@/lib/spend/change-steps"
import { unpricedSentence } from "@/lib/spend/change-words"
import { comparisonWords } from "@/lib/spend/range"
import type { ChangeAnswer } from "@/lib/spend/schema"
import type { Change } from "./change-read"

interface Props {
  change: Change
  answer: ChangeAnswer
  comparison: { from: Date; to: Date }
}

/** The difference in one sentence, and the steps that it is the sum of. */
export function ChangeBridge({ change, answer, comparison }: Props) {
  const { view, dimension, zone, now, rangeText } = change
  const model = toBridge(answer, {
    before: comparisonWords(comparison, zone, now),
    after: rangeText,
    ...bridgeLinks(view, dimension, comparison, zone),
  })
  const unpriced = unpricedSentence(answer)
  const title = "From one period to the other"
  return (
    <section aria-label={title} className="py-4">
      <h2 className="sr-only">{title}</h2>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-2">
        <p className="text-[15px] font-medium">{model.summary}</p>
        <span className="md:ml-auto">
          <ViewSwitch name={title} />
        </span>
      </div>
      {view.as === "table" ? <WaterfallTable model={model} /> : <Waterfall model={model} />}
      {unpriced && <p className="pt-2 text-xs text-ink-3">{unpriced}</p>}
    </section>
  )
}
