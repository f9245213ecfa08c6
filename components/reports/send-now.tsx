"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"

/** Mails the newest period to the asker, to try it, or to those who have not had it. */
export function SendNow({ id, name }: { id: number; name: string }) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const [asked, setAsked] = useState<readonly string[]>([])
  const act = async (to: "me" | "all") => {
    if ((await send(`/api/v1/reports/${id}/send?to=${to}`, "POST")) === undefined) return
    setAsked([...asked, to])
    router.refresh()
  }
  const said = fault ?? (asked.length > 0 ? "It goes out within a minute." : "")
  return (
    <>
      <TextButton
        onClick={() => act("me")}
        disabled={busy || asked.includes("me")}
        aria-label={`Send to me: ${name}`}
      >
        Send to me
      </TextButton>
      <TextButton
        onClick={() => act("all")}
        disabled={busy || asked.includes("all")}
        aria-label={`Send now: ${name}`}
      >
        Send now
      </TextButton>
      <span role="status" className={said === "" ? "sr-only" : "text-xs whitespace-normal text-ink-2"}>
        {said}
      </span>
    </>
  )
}
