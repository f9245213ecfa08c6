"use client"

import { useState } from "react"
import { Button } from "@/components/ui/button"
import { signOut } from "./sign-in"

/** Ends the session here; sessions in other browsers stay. */
export function SignOutButton() {
  const [isBusy, setBusy] = useState(false)

  async function onClick() {
    setBusy(true)
    await signOut().catch(() => undefined)
    window.location.assign("/sign-in")
  }

  return (
    <Button kind="plain" onClick={onClick} disabled={isBusy}>
      Sign out
    </Button>
  )
}
