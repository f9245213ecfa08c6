"use client"

import { Suspense, useEffect, useState } from "react"
import { later } from "@/components/ui/opens-later"

const Keyboard = later(async () => (await import("./keyboard")).Keyboard)

/** Fetches what answers the keys once the page itself stands. */
export function KeyboardLater() {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  return ready ? (
    <Suspense>
      <Keyboard />
    </Suspense>
  ) : null
}
