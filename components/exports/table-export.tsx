"use client"

import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"
import { useAddress } from "@/components/ui/use-address"
import type { View } from "@/lib/spend/url"
import { type TableFile, tableFileLinks } from "./export-address"

interface Props {
  file: TableFile
  /** What the page shows without parameters. */
  defaults?: View
}

/** Downloads of the table that the address bar asks for. */
export function TableExport({ file, defaults }: Props) {
  const { search } = useAddress()
  return (
    <Menu
      align="end"
      trigger={<Button kind="plain">Export</Button>}
      groups={[{ kind: "links", links: tableFileLinks(file, search.toString(), defaults) }]}
    />
  )
}
