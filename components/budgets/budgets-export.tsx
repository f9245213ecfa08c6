"use client"

import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"

const LINKS = [
  { label: "This list (CSV)", href: "/api/v1/export/budgets.csv" },
  { label: "As YAML", href: "/api/v1/export/budgets.yaml" },
]

/** Downloads of the budgets that the reader sees. */
export function BudgetsExport() {
  return (
    <Menu
      align="end"
      trigger={<Button kind="plain">Export</Button>}
      groups={[{ kind: "links", links: LINKS }]}
    />
  )
}
