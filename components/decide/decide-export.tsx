"use client"

import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"
import { useAddress } from "@/components/ui/use-address"
import { viewQuery } from "@/lib/views/address"

/** Downloads of the decision that the address asks for. */
export function DecideExport() {
  const { search } = useAddress()
  const query = viewQuery(search)
  const asked = query === "" ? "" : `?${query}`
  const links = [
    { label: "Mixes and routes (CSV)", href: `/api/v1/export/decision.csv${asked}` },
    { label: "The whole answer (JSON)", href: `/api/v1/decision${asked}` },
  ]
  return (
    <Menu align="end" trigger={<Button kind="plain">Export</Button>} groups={[{ kind: "links", links }]} />
  )
}
