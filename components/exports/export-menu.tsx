"use client"

import { Button } from "@/components/ui/button"
import { LinkItem, Menu } from "@/components/ui/menu"
import type { View } from "@/lib/spend/url"
import { exportLinks } from "./export-address"

export interface ExportMenuProps {
  /** The page shows a table of spend. */
  table?: boolean
  /** What the page shows without parameters. */
  defaults?: View
}

/** Downloads of the view in the address bar. */
export function ExportMenu(props: ExportMenuProps) {
  return (
    <Menu align="end" trigger={<Button kind="plain">Export</Button>}>
      <Links {...props} />
    </Menu>
  )
}

/** Made when the menu opens: the address is the one in front of the reader then. */
function Links({ table = false, defaults }: ExportMenuProps) {
  const links = exportLinks(window.location.search, { table, ...(defaults ? { defaults } : {}) })
  return links.map(({ label, href }) => (
    <LinkItem key={label} href={href}>
      {label}
    </LinkItem>
  ))
}
