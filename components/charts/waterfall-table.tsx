import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { ChangeBridge } from "@/lib/spend/change-steps"

/** A bridge's own data: every step, its effect, and what spend has become by then. */
export function WaterfallTable({ model }: { model: ChangeBridge }) {
  return (
    <ScrollFrame label={model.summary} focusable>
      <table className="table" data-density="tight" aria-label="Steps from one period to the other">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Step
            </th>
            <th scope="col">Amount</th>
            <th scope="col">Spend by then</th>
            <th scope="col" data-align="left">
              What it is
            </th>
          </tr>
        </thead>
        <tbody>
          {model.steps.map((step) => (
            <tr key={step.id}>
              <th scope="row" data-align="left">
                {step.label}
              </th>
              <td title={`${step.amount} ${model.currency}`}>{step.text}</td>
              <td title={`${step.to} ${model.currency}`}>{step.toText}</td>
              <td data-align="left" className="text-ink-3">
                {step.meaning}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
