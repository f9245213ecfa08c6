"use client"

import { Button } from "@/components/ui/button"
import { OnceStanding } from "@/components/ui/once-standing"
import { later } from "@/components/ui/opens-later"
import type { ViewsMenuProps } from "./views-menu"

const ViewsMenu = later(async () => (await import("./views-menu")).ViewsMenu)

const WAITING = (
  <Button kind="plain" disabled>
    Views
  </Button>
)

/** The menu of views. */
export function ViewsMenuLater(props: ViewsMenuProps) {
  return (
    <OnceStanding waiting={WAITING}>
      <ViewsMenu {...props} />
    </OnceStanding>
  )
}
