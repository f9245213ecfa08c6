import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { DecisionAssumption } from "@/lib/decision/schema"
import { AssumptionField } from "./assumption-field"

export interface AssumptionLine {
  assumption: DecisionAssumption
  unit: string
  default: string
  from: string
}

/** Every assumption with its default, source and date; each can be changed in place. */
export function AssumptionsTable({ lines }: { lines: readonly AssumptionLine[] }) {
  return (
    <ScrollFrame label="Assumptions and their values">
      <table className="table">
        <thead>
          <tr>
            {["Assumption", "Value", "Default", "Set by", "Source", "Date"].map((head, at) => (
              <th key={head} scope="col" data-align="left" {...(at > 1 ? { "data-phone": "hidden" } : {})}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ assumption, unit, default: standard, from }) => (
            <tr key={assumption.name}>
              <th scope="row" data-align="left">
                <span className="block max-w-90 py-1 whitespace-normal max-md:min-w-36">
                  {assumption.label}
                </span>
              </th>
              <td data-align="left">
                <span className="inline-flex items-center gap-2 py-1">
                  <AssumptionField
                    name={assumption.name}
                    label={assumption.label}
                    value={assumption.value}
                    isList={assumption.unit === "list"}
                  />
                  <span className="text-ink-3">{unit}</span>
                </span>
              </td>
              <td data-align="left" data-phone="hidden" className="text-ink-2">
                {standard}
              </td>
              <td data-align="left" data-phone="hidden" className="text-ink-2">
                {from}
              </td>
              <td data-align="left" data-phone="hidden" className="text-ink-3">
                <span className="block max-w-80 py-1 whitespace-normal">{assumption.source}</span>
              </td>
              <td data-align="left" data-phone="hidden" className="text-ink-3">
                {assumption.date}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
