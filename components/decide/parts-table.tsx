import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"

/** One scope on one route, part by part. */
export interface PartsLine {
  id: string
  scope: string
  route: string
  tokens: string
  fees: string
  failures: string
  engineering: string
  total: string
  availability: string
  /** The share of the scope's calls that have no price there. */
  unpriced: string
  calls: string
  isChosen: boolean
  /** The events behind it, where any took this route. */
  href: string | null
}

/** What each total is made of. */
export function PartsTable({ lines }: { lines: readonly PartsLine[] }) {
  return (
    <ScrollFrame label="Parts of each total" focusable>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Scope
            </th>
            <th scope="col" data-align="left">
              Route
            </th>
            {[
              "Tokens",
              "Fees",
              "Failures",
              "Engineering",
              "Total",
              "Availability",
              "Unpriced",
              "Calls there",
            ].map((head) => (
              <th key={head} scope="col">
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
              <td data-align="left" className={line.isChosen ? "font-semibold" : ""}>
                {line.route}
              </td>
              <td>{line.tokens}</td>
              <td>{line.fees}</td>
              <td>{line.failures}</td>
              <td>{line.engineering}</td>
              <td className="font-semibold">{line.total}</td>
              <td className="text-ink-2">{line.availability}</td>
              <td className="text-ink-2">{line.unpriced}</td>
              <td>
                {line.href ? (
                  <TextLink quiet href={line.href} prefetch={false}>
                    {line.calls}
                  </TextLink>
                ) : (
                  <span className="text-ink-3">{line.calls}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
