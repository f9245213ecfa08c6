"use client"

import { useEffect, useState } from "react"
import { callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { FormFault } from "./form-fault"

/** Ends the letters that the link in the address is of, once somebody says so. */
export function UnsubscribeForm() {
  const [token, setToken] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<"done" | { fault: string } | null>(null)
  useEffect(() => setToken(/^#token=(.+)$/.exec(window.location.hash)?.[1] ?? ""), [])
  const end = async () => {
    const path = `/api/v1/reports/unsubscribe?token=${encodeURIComponent(token ?? "")}`
    const answer = await callApi(path, { method: "POST" })
    setOutcome(answer.ok ? "done" : { fault: answer.refusal.detail })
  }
  if (outcome === "done") return <p role="status">No more of these letters are sent to you.</p>
  if (token === "")
    return <FormFault>This address holds no link. Open the one in the letter, whole.</FormFault>
  return (
    <>
      {outcome && <FormFault>{outcome.fault}</FormFault>}
      <p className="mb-4 text-ink-2">The report goes on for its other recipients.</p>
      <Button kind="primary" onClick={end} disabled={token === null}>
        Send me no more of these
      </Button>
    </>
  )
}
