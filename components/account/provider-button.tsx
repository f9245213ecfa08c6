"use client"

import { useState } from "react"
import { Button } from "@/components/ui/button"
import { FormFault } from "./form-fault"
import { signInByProvider } from "./sign-in"

/** Sends the visitor to the organisation's own sign-in, which sends them back. */
export function ProviderButton({ name, next }: { name: string; next: string }) {
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)

  async function go() {
    setBusy(true)
    const outcome = await signInByProvider(next)
    if (outcome.ok) {
      window.location.assign(String(outcome.value))
      return
    }
    setBusy(false)
    setFault(outcome.refusal.detail)
  }

  return (
    <div className="mt-6 border-t border-line pt-6">
      {fault && <FormFault>{fault}</FormFault>}
      <Button onClick={go} disabled={isBusy}>
        Continue with {name}
      </Button>
    </div>
  )
}
