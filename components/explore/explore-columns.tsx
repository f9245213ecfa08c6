import { ShareBar } from "@/components/charts/share-bar"
import { LineBilled, LineName, LineState, LineTrend } from "@/components/overview/line-cells"
import { CountCell, MoneyCell, PercentCell, Unknown } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { formatCompact, formatCount, formatTenths } from "@/lib/money-format"
import type { SpendLine, SpendLines } from "@/lib/spend/spend-lines"

type Context = Pick<SpendLines, "currency" | "unfinished" | "compares">

/** What the Columns menu switches. */
export const EXPLORE_COLUMNS = [
  { id: "share", header: "Share", optional: true },
  { id: "list", header: "List", optional: true },
  { id: "change", header: "Change", optional: true },
  { id: "percent", header: "%", optional: true },
  { id: "requests", header: "Requests", optional: true },
  { id: "unit", header: "Per 1,000", optional: true },
  { id: "tokens", header: "Tokens", optional: true },
  { id: "cached", header: "Cached", optional: true },
  { id: "trend", header: "Course", optional: true },
] as const

function changeColumns(): Column<SpendLine>[] {
  return [
    {
      id: "change",
      header: "Change",
      optional: true,
      sort: byAmount((line) => line.change),
      cell: (line) => (line.change === null ? <Unknown /> : line.changeText),
    },
    {
      id: "percent",
      header: "%",
      optional: true,
      sort: byNumber((line) => line.changeTenths),
      cell: (line) => <PercentCell tenths={line.changeTenths} isNew={line.isNew} />,
    },
  ]
}

function moneyColumns({ currency, compares }: Context): Column<SpendLine>[] {
  return [
    {
      id: "billed",
      header: "Billed",
      sort: byAmount((line) => line.billed),
      cell: (line) => <LineBilled line={line} currency={currency} />,
    },
    {
      id: "list",
      header: "List",
      optional: true,
      phone: "hidden",
      sort: byAmount((line) => line.list),
      cell: (line) =>
        line.list === null ? (
          <Unknown />
        ) : (
          <span title={`At list ${currency} ${line.list}`}>{line.listText}</span>
        ),
    },
    ...(compares ? changeColumns() : []),
  ]
}

function volumeColumns({ currency }: Context): Column<SpendLine>[] {
  return [
    {
      id: "requests",
      header: "Requests",
      optional: true,
      phone: "hidden",
      sort: byNumber((line) => line.requests),
      cell: (line) => <CountCell count={line.requests} />,
    },
    {
      id: "unit",
      header: "Per 1,000",
      optional: true,
      phone: "hidden",
      sort: byAmount((line) => line.perThousand),
      cell: (line) => <MoneyCell amount={line.perThousand} currency={currency} />,
    },
    {
      id: "tokens",
      header: "Tokens",
      optional: true,
      phone: "hidden",
      sort: byNumber((line) => line.tokens),
      cell: (line) =>
        line.tokens === null ? (
          <Unknown />
        ) : (
          <span title={formatCount(line.tokens)}>{formatCompact(line.tokens)}</span>
        ),
    },
    {
      id: "cached",
      header: "Cached",
      optional: true,
      phone: "hidden",
      sort: byNumber((line) => line.cached),
      cell: (line) => (line.cached === null ? <Unknown /> : formatTenths(line.cached)),
    },
  ]
}

/** In reading order: name, share, money, change, volume, course, state. `per` is the bucket of the courses. */
export function exploreColumns(context: Context, head: string, per: string): Column<SpendLine>[] {
  return [
    {
      id: "name",
      header: head,
      align: "left",
      sort: byText((line) => line.name),
      cell: (line) => <LineName line={line} swatch />,
    },
    {
      id: "share",
      header: "Share",
      align: "left",
      optional: true,
      phone: "hidden",
      cell: (line) =>
        line.share === null ? <Unknown /> : <ShareBar tenths={line.share} colour={line.colour} />,
    },
    ...moneyColumns(context),
    ...volumeColumns(context),
    {
      id: "trend",
      header: `Per ${per}`,
      optional: true,
      phone: "hidden",
      cell: (line) => <LineTrend line={line} unfinished={context.unfinished} />,
    },
    { id: "state", header: "State", align: "left", cell: (line) => <LineState line={line} /> },
  ]
}
