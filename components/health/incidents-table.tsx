import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"

export interface IncidentLine {
  id: number
  opened: string
  path: string
  /** The models that failed in it. */
  models: readonly string[]
  /** The calls that failed in it. */
  href: string
  mostly: string
  lasted: string
  isOpen: boolean
  hit: string
  rescued: string
  lost: string
  cost: string
}

/** When a provider's error budget burned, the latest first. */
export function IncidentsTable({ lines }: { lines: readonly IncidentLine[] }) {
  return (
    <ScrollFrame label="Incidents, table">
      <table className="table" aria-label="Incidents">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Opened
            </th>
            <th scope="col" data-align="left">
              Route
            </th>
            <th scope="col" data-align="left">
              Mostly
            </th>
            <th scope="col">Lasted</th>
            <th scope="col">Failed</th>
            <th scope="col">Rescued</th>
            <th scope="col">Lost</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" data-align="left">
                {line.opened}
              </th>
              <td data-align="left">
                {line.path}
                {line.models.map((model) => (
                  <span
                    key={model}
                    className="block min-w-30 max-w-36 text-[11px] text-ink-3 wrap-anywhere whitespace-normal"
                  >
                    {model}
                  </span>
                ))}
              </td>
              <td data-align="left">{line.mostly}</td>
              <td>{line.isOpen ? <Status kind="bad">{`${line.lasted}, open`}</Status> : line.lasted}</td>
              <td>
                <TextLink quiet href={line.href} prefetch={false}>
                  {line.hit}
                </TextLink>
              </td>
              <td>{line.rescued}</td>
              <td>{line.lost}</td>
              <td>{line.cost}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
