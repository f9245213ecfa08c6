import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { PriceLine } from "@/lib/pricing/price-lines"
import { EndPriceButton } from "./end-price-button"
import { PriceName, PriceSource, PriceState } from "./price-cells"

export interface OwnPriceLine extends PriceLine {
  number: number
  /** `9 Nov 2026, A. Ito`. */
  added: string
}

interface Props {
  rows: readonly OwnPriceLine[]
  /** `YYYY-MM-DD`. */
  today: string
  mayEdit: boolean
}

/** The organisation's own prices. */
export function OwnPricesTable({ rows, today, mayEdit }: Props) {
  const heads = [
    "Models",
    "Provider",
    "Price",
    "Dates",
    "Source",
    "Added",
    "State",
    ...(mayEdit ? ["Actions"] : []),
  ]
  return (
    <ScrollFrame label="Your prices" focusable>
      <table className="table" aria-label="Your prices">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" data-align="left">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((line) => (
            <tr key={line.number}>
              <th scope="row" data-align="left">
                <PriceName line={line} />
              </th>
              <td data-align="left">{line.provider}</td>
              <td data-align="left">{line.rates}</td>
              <td data-align="left">{line.dates}</td>
              <td data-align="left">
                <PriceSource line={line} />
              </td>
              <td data-align="left">{line.added}</td>
              <td data-align="left">
                <PriceState line={line} />
              </td>
              {mayEdit && (
                <td data-align="left">
                  {line.inForce !== "past" && (
                    <EndPriceButton
                      number={line.number}
                      name={`${line.provider} ${line.models}`}
                      today={today}
                    />
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
