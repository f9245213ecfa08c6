"use client"

import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"
import { useAddress } from "@/components/ui/use-address"
import type { View } from "@/lib/spend/url"
import { exportLinks } from "./export-address"

export interface ExportMenuProps {
  /** The page shows a table of spend. */
  table?: boolean
  /** What the page shows without parameters. */
  defaults?: View
}

/** Downloads of the view in the address bar. */
export function ExportMenu({ table = false, defaults }: ExportMenuProps) {
  const { search } = useAddress()
  return (
    <Menu
      align="end"
      trigger={<Button kind="plain">Export</Button>}
      groups={[
        {
          kind: "links",
          links: exportLinks(search.toString(), { table, ...(defaults ? { defaults } : {}) }),
        },
      ]}
    />
  )
}
