import { NameCell, PercentCell } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { PageLink } from "@/components/tables/page-link"
import { TextLink } from "@/components/ui/text-link"
import { CAUSES } from "@/lib/spend/change"
import type { ChangeCell, ChangeLine } from "@/lib/spend/change-lines"
import { CAUSE_WORDS } from "@/lib/spend/change-words"

/** What the Columns menu switches. */
export const CHANGE_COLUMNS = CAUSES.map((cause) => ({
  id: cause,
  header: CAUSE_WORDS[cause].label,
  optional: true as const,
}))

function Amount({ cell, currency }: { cell: ChangeCell; currency: string }) {
  const exact = `${cell.amount} ${currency}`
  if (cell.amount === "0") return <span className="text-ink-3">{cell.text}</span>
  if (!cell.href) return <span title={exact}>{cell.text}</span>
  return (
    <TextLink quiet href={cell.href} prefetch={false} title={exact}>
      {cell.text}
    </TextLink>
  )
}

function Name({ line }: { line: ChangeLine }) {
  return (
    <span className="inline-flex items-center gap-1">
      <NameCell name={line.name} colour={line.colour} href={line.href} muted={line.kind === "other"} />
      {line.pageHref && <PageLink name={line.name} href={line.pageHref} />}
    </span>
  )
}

/** Name, amount, change, and the causes that the change is the sum of. */
export function changeColumns(currency: string, head: string): Column<ChangeLine>[] {
  return [
    {
      id: "name",
      header: head,
      align: "left",
      sort: byText((line) => line.name),
      cell: (line) => <Name line={line} />,
    },
    {
      id: "billed",
      header: "Billed",
      sort: byAmount((line) => line.after.amount),
      cell: (line) => <Amount cell={line.after} currency={currency} />,
    },
    {
      id: "change",
      header: "Change",
      sort: byAmount((line) => line.change.amount),
      cell: (line) => <Amount cell={line.change} currency={currency} />,
    },
    {
      id: "percent",
      header: "%",
      phone: "hidden",
      sort: byNumber((line) => line.percent),
      cell: (line) => <PercentCell tenths={line.percent} isNew={line.isNew} />,
    },
    ...CAUSES.map(
      (cause): Column<ChangeLine> => ({
        id: cause,
        header: CAUSE_WORDS[cause].label,
        optional: true,
        sort: byAmount((line) => line.causes[cause].amount),
        cell: (line) => <Amount cell={line.causes[cause]} currency={currency} />,
      }),
    ),
  ]
}
