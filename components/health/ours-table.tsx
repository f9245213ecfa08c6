import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"

export interface OursLine {
  id: string
  what: string
  where: string
  calls: string
  href: string
  state: StatusKind | null
  /** By when it is to be fixed: now, or the day on which a model ends. */
  by: string
  /** Where that is said. */
  note?: string
}

/** Faults of accounts, keys and requests, and models that end. */
export function OursTable({ lines }: { lines: readonly OursLine[] }) {
  return (
    <ScrollFrame label="Ours to fix, table">
      <table className="table" aria-label="Ours to fix">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              What
            </th>
            <th scope="col" data-align="left">
              Where
            </th>
            <th scope="col">Calls</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" data-align="left">
                {line.what}
              </th>
              <td data-align="left">
                <span className="block max-w-80 py-1 wrap-anywhere whitespace-normal">{line.where}</span>
              </td>
              <td>
                <TextLink quiet href={line.href} prefetch={false}>
                  {line.calls}
                </TextLink>
              </td>
              <td title={line.note}>
                {line.state ? (
                  <Status kind={line.state}>{line.by}</Status>
                ) : (
                  <span className="text-ink-3">{line.by}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
