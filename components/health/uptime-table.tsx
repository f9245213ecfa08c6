import { ScrollFrame } from "@/components/ui/scroll-frame"
import { CELL_STATES, CELL_WORDS } from "@/lib/health/series"
import type { Strip } from "@/lib/health/strip-schema"

/** The strips as figures: how many days each state had. */
export function UptimeTable({ strips }: { strips: readonly Strip[] }) {
  return (
    <ScrollFrame label="Uptime by provider and route" focusable>
      <table className="table" aria-label="Uptime by provider and route">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Provider, route
            </th>
            {CELL_STATES.map((state) => (
              <th key={state} scope="col">
                {CELL_WORDS[state]}, days
              </th>
            ))}
            <th scope="col">Available</th>
            <th scope="col" data-align="left">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {strips.map(({ id, name, under, cells, available, now }) => (
            <tr key={id}>
              <th scope="row" data-align="left">
                {name} <span className="text-ink-3">{under}</span>
              </th>
              {CELL_STATES.map((state) => (
                <td key={state}>{cells.filter((cell) => cell.state === state).length}</td>
              ))}
              <td>{available}</td>
              <td data-align="left">{CELL_WORDS[now]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
