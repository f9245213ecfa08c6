import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { Comparison } from "@/lib/smoke/series"
import { ResultCell } from "./result-cell"

/** Checks by routes, several runs beside each other. Each result opens what was sent and what came back. */
export function ComparisonTable({ comparison: { runs, routes, rows, figures } }: { comparison: Comparison }) {
  return (
    <ScrollFrame label="Checks by route, table">
      <table className="table" aria-label="Checks by route">
        <thead>
          {runs.length > 1 && (
            <tr>
              <td />
              {runs.map(({ id, name, routes: count }) => (
                <th key={id} scope="colgroup" colSpan={count} data-align="left">
                  {name}
                </th>
              ))}
            </tr>
          )}
          <tr>
            <th scope="col" data-align="left">
              Check
            </th>
            {routes.map(({ key, label, under }) => (
              <th key={key} scope="col" data-align="left">
                <span className="block text-sm text-ink">{label}</span>
                {under}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ check, name, cells }) => (
            <tr key={check}>
              <th scope="row" data-align="left">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={routes[at]?.key} data-align="left">
                  {cell ? <ResultCell cell={cell} check={name} route={routes[at]?.label ?? ""} /> : "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tbody className="[&>tr:first-child>*]:border-t [&>tr:first-child>*]:border-t-control">
          {figures.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row" data-align="left">
                {name}
              </th>
              {values.map((value, at) => (
                <td key={routes[at]?.key} data-align="left">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
