"use client"

import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { useSending } from "./use-sending"

/** Ends every session of one's own, this one too. For lost devices. */
export function SignOutEverywhere() {
  const { busy, fault, send } = useSending()
  const act = async () => {
    if ((await send<null>("/api/v1/profile/sign-out", "POST")) !== undefined)
      window.location.assign("/sign-in")
  }
  return (
    <>
      {fault && <FormFault>{fault}</FormFault>}
      <Button onClick={act} disabled={busy}>
        Sign out everywhere
      </Button>
    </>
  )
}
