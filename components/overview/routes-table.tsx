import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"
import { formatTenths, UNKNOWN } from "@/lib/money-format"
import type { RouteCell, RouteRow, RouteTable } from "@/lib/spend/routes"

/** Providers by the routes their calls took, each amount leading to its events. */
export function RoutesTable({ table }: { table: RouteTable }) {
  return (
    <ScrollFrame label="Spend by provider and route">
      <table aria-label="Spend by provider and route" className="table">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Provider
            </th>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <th scope="col" aria-sort="descending">
              Billed ↓
            </th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <Row key={row.id} row={row} columns={table.columns} />
          ))}
        </tbody>
        <tfoot>
          <Row row={table.total} columns={table.columns} />
        </tfoot>
      </table>
    </ScrollFrame>
  )
}

function Row({ row, columns }: { row: RouteRow; columns: readonly string[] }) {
  return (
    <tr>
      <th scope="row" data-align="left">
        {row.href ? (
          <TextLink quiet href={row.href} prefetch={false} scroll={false}>
            {row.name}
          </TextLink>
        ) : (
          row.name
        )}
      </th>
      {columns.map((column, at) => (
        <td key={column}>
          <Amount cell={row.cells[at]} />
        </td>
      ))}
      <td>
        <Amount cell={row.total} />
      </td>
      <td>{row.share === null ? UNKNOWN : formatTenths(row.share)}</td>
    </tr>
  )
}

function Amount({ cell }: { cell: RouteCell | undefined }) {
  if (!cell || cell.empty) return <span className="text-ink-3">{UNKNOWN}</span>
  return cell.href ? (
    <TextLink quiet href={cell.href} prefetch={false}>
      {cell.text}
    </TextLink>
  ) : (
    cell.text
  )
}
