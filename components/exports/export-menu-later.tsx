"use client"

import { Button } from "@/components/ui/button"
import { OnceStanding } from "@/components/ui/once-standing"
import { later } from "@/components/ui/opens-later"
import type { ExportMenuProps } from "./export-menu"

const ExportMenu = later(async () => (await import("./export-menu")).ExportMenu)

const WAITING = (
  <Button kind="plain" disabled>
    Export
  </Button>
)

/** The menu of downloads. */
export function ExportMenuLater(props: ExportMenuProps) {
  return (
    <OnceStanding waiting={WAITING}>
      <ExportMenu {...props} />
    </OnceStanding>
  )
}
