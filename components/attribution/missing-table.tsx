import type { ReactNode } from "react"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"
import { formatCount } from "@/lib/money-format"

export interface MissingLine {
  name: string
  /** Exact; null = no price for any of it. */
  billed: string | null
  billedText: string
  calls: number
  href: string
  /** Begins a rule for it. */
  action: ReactNode
}

/** Spend that has no team, by key. */
export function MissingTable({ lines }: { lines: readonly MissingLine[] }) {
  return (
    <ScrollFrame label="Spend without a team by API key">
      <table className="table" aria-label="Spend without a team by API key">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              API key
            </th>
            <th scope="col">Billed</th>
            <th scope="col">Calls</th>
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, billed, billedText, calls, href, action }) => (
            <tr key={name}>
              <th scope="row" data-align="left">
                <TextLink quiet href={href} prefetch={false}>
                  {name}
                </TextLink>
              </th>
              <td title={billed ?? undefined}>{billedText}</td>
              <td>{formatCount(calls)}</td>
              <td>{action}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
