"use client"

import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"
import { useAddress } from "@/components/ui/use-address"
import { showbackLinks } from "./export-address"

/** Downloads of the showback in the address bar. */
export function ShowbackExport() {
  const { search } = useAddress()
  return (
    <Menu
      align="end"
      trigger={<Button kind="plain">Export</Button>}
      groups={[{ kind: "links", links: showbackLinks(search.toString()) }]}
    />
  )
}
