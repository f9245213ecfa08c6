"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"

/** Sends a message again under the id that it had. */
export function SendAgain({ id, title }: { id: string; title: string }) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const [asked, setAsked] = useState(false)
  const act = async () => {
    if ((await send(`/api/v1/deliveries/${id}/send`, "POST")) === undefined) return
    setAsked(true)
    router.refresh()
  }
  const said = fault ?? (asked ? "It is on its way." : "")
  return (
    <span className="relative inline-flex flex-wrap justify-end gap-x-3">
      <TextButton onClick={act} disabled={busy || asked} aria-label={`Send again: ${title}`}>
        Send again
      </TextButton>
      <span
        role="status"
        className={said === "" ? "sr-only" : "max-w-60 text-xs whitespace-normal text-ink-2"}
      >
        {said}
      </span>
    </span>
  )
}
