import { Fragment, type ReactNode } from "react"

export interface Description {
  term: string
  value: ReactNode
}

/** Names and what they are, one per line. */
export function DescriptionList({ items }: { items: readonly Description[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] [&>*:nth-last-child(-n+2)]:border-b-0">
      {items.map(({ term, value }) => (
        <Fragment key={term}>
          <dt className="border-b border-line py-[5px] pr-4 whitespace-nowrap text-ink-3">{term}</dt>
          <dd className="min-w-0 border-b border-line py-[5px] wrap-anywhere">{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
