"use client"

import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { AttributionRule } from "@/lib/attribution/schema"
import { conditionWords, setWords } from "./rule-words"
import { RulesButton } from "./rules-button"
import type { RulesContext } from "./rules-dialog"
import { swapped } from "./swapped"

interface Line {
  rule: AttributionRule
  at: number
}

function Actions({ line: { rule, at }, context }: { line: Line; context: RulesContext }) {
  const { rules } = context
  const named = (verb: string) => `${verb} ${rule.name}`
  const common = { ...context, look: "text" as const }
  return (
    <span className="inline-flex gap-3">
      <RulesButton {...common} word="Change" title={named("Change")} at={at} />
      {at > 0 && <RulesButton {...common} word="Up" title={named("Move up")} next={swapped(rules, at)} />}
      <RulesButton
        {...common}
        word="Remove"
        title={named("Remove")}
        next={rules.filter((each) => each !== rule)}
      />
    </span>
  )
}

function columnsFor(context: RulesContext, mayChange: boolean): Column<Line>[] {
  const columns: Column<Line>[] = [
    { id: "place", header: "Order", align: "left", cell: ({ at }) => at + 1 },
    { id: "name", header: "Rule", align: "left", cell: ({ rule }) => rule.name },
    {
      id: "when",
      header: "When",
      align: "left",
      cell: ({ rule }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{conditionWords(rule.when)}</span>
      ),
    },
    { id: "set", header: "Charged to", align: "left", cell: ({ rule }) => setWords(rule.set) },
  ]
  if (!mayChange) return columns
  return [
    ...columns,
    { id: "actions", header: "Actions", cell: (line) => <Actions line={line} context={context} /> },
  ]
}

const idOf = ({ at }: Line) => String(at)

/** The rules in their order, and what can be done to each. */
export function RulesTable({ mayChange, ...context }: RulesContext & { mayChange: boolean }) {
  const rows = context.rules.map((rule, at) => ({ rule, at }))
  return (
    <DataTable label="Attribution rules" columns={columnsFor(context, mayChange)} rows={rows} rowId={idOf} />
  )
}
