import { CountCell, Unknown } from "@/components/tables/cells"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"
import { formatTenths } from "@/lib/money-format"
import type { FailureRow } from "@/lib/spend/entity"

/** Failed calls by class, each leading to its events. */
export function FailuresTable({ rows }: { rows: readonly FailureRow[] }) {
  return (
    <ScrollFrame label="Failed calls by class">
      <table className="table" aria-label="Failed calls by class">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Error class
            </th>
            <th scope="col">Calls</th>
            <th scope="col">Share</th>
            <th scope="col">Billed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" data-align="left">
                <TextLink quiet href={row.href} prefetch={false}>
                  {row.name}
                </TextLink>
              </th>
              <td>
                <CountCell count={row.calls} />
              </td>
              <td>{row.share === null ? <Unknown /> : formatTenths(row.share)}</td>
              <td>{row.billedText}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
