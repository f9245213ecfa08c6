import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { PriceLine } from "@/lib/pricing/price-lines"
import { PriceName, PriceSource, PriceState } from "./price-cells"

/** Rows of the price list. */
export function PricesTable({ lines }: { lines: readonly PriceLine[] }) {
  return (
    <ScrollFrame label="List prices" focusable>
      <table className="table" aria-label="List prices">
        <thead>
          <tr>
            {["Models", "Provider", "Price", "Dates", "Source", "State"].map((head) => (
              <th key={head} scope="col" data-align="left">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" data-align="left" title={line.id}>
                <PriceName line={line} />
              </th>
              <td data-align="left">{line.provider}</td>
              <td data-align="left">
                <span className="block max-w-96 min-w-56 py-1 leading-snug whitespace-normal">
                  {line.rates}
                </span>
              </td>
              <td data-align="left">{line.dates}</td>
              <td data-align="left">
                <PriceSource line={line} />
              </td>
              <td data-align="left">
                <PriceState line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
