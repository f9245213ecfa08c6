import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"

export interface RuledOutLine {
  id: string
  route: string
  for: string
  because: string
  /** To the result that says so, where one does. */
  href: string | null
}

/** Routes that may not be taken, and why. */
export function RuledOutTable({ lines }: { lines: readonly RuledOutLine[] }) {
  return (
    <ScrollFrame label="Routes that are ruled out" focusable>
      <table className="table">
        <thead>
          <tr>
            {["Route", "For", "Because"].map((head) => (
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
                {line.route}
              </th>
              <td data-align="left">
                <span className="block max-w-60 py-1 whitespace-normal">{line.for}</span>
              </td>
              <td data-align="left" className="text-ink-2">
                <span className="block max-w-70 py-1 whitespace-normal">
                  {line.href ? (
                    <TextLink quiet href={line.href} prefetch={false}>
                      {line.because}
                    </TextLink>
                  ) : (
                    line.because
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
