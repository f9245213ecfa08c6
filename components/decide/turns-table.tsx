import { ScrollFrame } from "@/components/ui/scroll-frame"

/** What would turn one scope's verdict. */
export interface TurnLine {
  id: string
  scope: string
  route: string
  next: string
  breakEven: string
  hangsOn: string
}

/** The volume and the assumption at which each scope would take another route. */
export function TurnsTable({ lines }: { lines: readonly TurnLine[] }) {
  return (
    <ScrollFrame label="What would turn each verdict" focusable>
      <table className="table">
        <thead>
          <tr>
            {["Scope", "Route", "Next best", "Break-even, tokens a month", "Hangs most on"].map((head) => (
              <th key={head} scope="col" data-align="left">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" data-align="left">
                {line.scope}
              </th>
              <td data-align="left">{line.route}</td>
              <td data-align="left">{line.next}</td>
              <td data-align="left">{line.breakEven}</td>
              <td data-align="left" className="text-ink-2">
                {line.hangsOn}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
