import { ScrollFrame } from "@/components/ui/scroll-frame"

interface Props {
  rows: readonly { currency: string; usd: string; day: string; source: string }[]
}

export function RatesTable({ rows }: Props) {
  return (
    <ScrollFrame label="Exchange rates" focusable>
      <table className="table" aria-label="Exchange rates">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Currency
            </th>
            <th scope="col">US dollars for one</th>
            <th scope="col" data-align="left">
              From
            </th>
            <th scope="col" data-align="left">
              Source
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ currency, usd, day, source }) => (
            <tr key={`${currency} ${day} ${usd}`}>
              <th scope="row" data-align="left">
                {currency}
              </th>
              <td>{usd}</td>
              <td data-align="left">{day}</td>
              <td data-align="left">
                <span className="block max-w-96 truncate" title={source}>
                  {source}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
