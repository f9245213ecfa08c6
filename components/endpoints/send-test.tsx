"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"
import type { DeliverySummary } from "@/lib/delivery/schema"
import { attemptWords } from "./endpoint-words"

/** Sends a test to an endpoint, once, and says what became of it. */
export function SendTest({ id, name }: { id: number; name: string }) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const [sent, setSent] = useState<DeliverySummary | null>(null)
  const act = async () => {
    setSent(null)
    const made = await send<DeliverySummary>(`/api/v1/endpoints/${id}/test`, "POST")
    if (!made) return
    setSent(made)
    router.refresh()
  }
  const [attempt] = sent?.attempts ?? []
  const said = fault ?? (busy ? "Sending a test" : attempt ? `Test: ${attemptWords(attempt)}` : "")
  return (
    <>
      <TextButton onClick={act} disabled={busy} aria-label={`Send a test to ${name}`}>
        Send a test
      </TextButton>
      <span
        role="status"
        className={said === "" ? "sr-only" : "max-w-72 text-xs wrap-anywhere whitespace-normal text-ink-2"}
      >
        {said}
      </span>
    </>
  )
}
