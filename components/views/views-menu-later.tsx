"use client"

import { Suspense, useEffect, useState } from "react"
import { Button } from "@/components/ui/button"
import { later } from "@/components/ui/opens-later"
import type { ViewsMenuProps } from "./views-menu"

const ViewsMenu = later(async () => (await import("./views-menu")).ViewsMenu)

/** The menu of views, fetched once the page itself stands. */
export function ViewsMenuLater(props: ViewsMenuProps) {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  const waiting = (
    <Button kind="plain" disabled>
      Views
    </Button>
  )
  if (!ready) return waiting
  return (
    <Suspense fallback={waiting}>
      <ViewsMenu {...props} />
    </Suspense>
  )
}
