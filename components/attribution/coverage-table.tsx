import { ScrollFrame } from "@/components/ui/scroll-frame"
import { COVERED, type CoverageLine } from "@/lib/attribution/coverage-lines"
import { dimensionLabel } from "@/lib/spend/filter"

/** The attributed share over time, as figures. */
export function CoverageTable({ lines, per }: { lines: readonly CoverageLine[]; per: string }) {
  return (
    <details className="pb-4 text-xs">
      <summary className="cursor-pointer py-1 text-ink-2">Attributed share per {per}</summary>
      <ScrollFrame label={`Attributed share per ${per}`} focusable>
        <table className="table" data-density="tight">
          <thead>
            <tr>
              <th scope="col" data-align="left">
                {per.charAt(0).toUpperCase() + per.slice(1)}
              </th>
              <th scope="col">All four known</th>
              {COVERED.map((dimension) => (
                <th key={dimension} scope="col">
                  {dimensionLabel(dimension)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ start, label, shares }) => (
              <tr key={start}>
                <th scope="row" data-align="left">
                  {label}
                </th>
                <td>{shares.all}</td>
                {COVERED.map((dimension) => (
                  <td key={dimension}>{shares[dimension]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </details>
  )
}
