import type { RowBudget } from "@/components/budgets/budget-notices"
import { STATE_KINDS } from "@/components/budgets/state-kinds"
import { ShareBar } from "@/components/charts/share-bar"
import { CountCell, MoneyCell, PercentCell, Unknown } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { dimensionLabel } from "@/lib/spend/filter"
import type { SpendLine, SpendLines } from "@/lib/spend/spend-lines"
import { LineBilled, LineName, LineState, LineTrend } from "./line-cells"

type Context = Pick<SpendLines, "dimension" | "currency" | "unfinished" | "compares">

function nameColumn({ dimension }: Context): Column<SpendLine> {
  return {
    id: "name",
    header: dimensionLabel(dimension),
    align: "left",
    sort: byText((line) => line.name),
    cell: (line) => <LineName line={line} swatch />,
  }
}

const CHANGE: readonly Column<SpendLine>[] = [
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

function moneyColumns({ currency, compares }: Context): Column<SpendLine>[] {
  return [
    {
      id: "billed",
      header: "Billed",
      sort: byAmount((line) => line.billed),
      cell: (line) => <LineBilled line={line} currency={currency} />,
    },
    ...(compares ? CHANGE : []),
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
  ]
}

export const OPTIONAL_COLUMNS = [
  { id: "share", header: "Share", optional: true },
  { id: "change", header: "Change", optional: true },
  { id: "percent", header: "%", optional: true },
  { id: "requests", header: "Requests", optional: true },
  { id: "unit", header: "Per 1,000", optional: true },
  { id: "trend", header: "Course", optional: true },
  { id: "budget", header: "Budget", optional: true },
] as const

type Budgets = Readonly<Record<string, RowBudget>>

function budgetColumns(budgets: Budgets): Column<SpendLine>[] {
  if (Object.keys(budgets).length === 0) return []
  return [
    {
      id: "budget",
      header: "Budget",
      optional: true,
      phone: "hidden",
      total: null,
      cell: ({ id }) => {
        const budget = budgets[id]
        return budget ? (
          <TextLink quiet href={budget.href} prefetch={false}>
            {budget.limit}
          </TextLink>
        ) : (
          <Unknown />
        )
      },
    },
  ]
}

/** A budget that is in trouble, else what has no price, else that the budget is not. */
function RowState({ line, budget }: { line: SpendLine; budget: RowBudget | undefined }) {
  if (!budget || (budget.kind === "within" && line.unpricedCalls > 0)) return <LineState line={line} />
  return <Status kind={STATE_KINDS[budget.kind]}>{budget.text}</Status>
}

/**
 * The columns of the page's main table, in reading order. `per` is the bucket of its courses; `budgets` are those of
 * rows, by their ids.
 */
export function groupColumns(context: Context, per: string, budgets: Budgets = {}): Column<SpendLine>[] {
  return [
    nameColumn(context),
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
    ...budgetColumns(budgets),
    {
      id: "state",
      header: "State",
      align: "left",
      cell: (line) => <RowState line={line} budget={budgets[line.id]} />,
    },
  ]
}

/** Name, course, amount and change: what half a page has room for. */
export function breakdownColumns(context: Context, per: string): Column<SpendLine>[] {
  const { sort: _, ...name } = nameColumn(context)
  return [
    { ...name, cell: (line) => <LineName line={line} swatch={false} /> },
    {
      id: "trend",
      header: `Per ${per}`,
      phone: "hidden",
      total: null,
      cell: (line) => <LineTrend line={line} unfinished={context.unfinished} />,
    },
    ...moneyColumns(context).map(({ sort: __, optional: ___, ...column }) => column),
  ]
}
