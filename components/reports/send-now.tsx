"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"

/** Mails the newest period to those who have not had it. */
export function SendNow({ id, name }: { id: number; name: string }) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const [asked, setAsked] = useState(false)
  const act = async () => {
    if ((await send(`/api/v1/reports/${id}/send`, "POST")) === undefined) return
    setAsked(true)
    router.refresh()
  }
  return (
    <>
      <TextButton onClick={act} disabled={busy || asked} aria-label={`Send now: ${name}`}>
        Send now
      </TextButton>
      <span role="status" className="sr-only">
        {fault ?? (asked ? "It goes out within a minute." : "")}
      </span>
    </>
  )
}
