"use client"

import { useRouter } from "next/navigation"
import { TextButton } from "@/components/ui/text-button"
import { useSending } from "./use-sending"

/** Checks the trail now, and shows what came of it. */
export function VerifyAudit() {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const check = async () => {
    await send<unknown>("/api/v1/audit/verify", "POST")
    router.refresh()
  }
  return (
    <>
      <TextButton onClick={check} disabled={busy}>
        {busy ? "Checking" : "Check now"}
      </TextButton>
      {fault && (
        <span role="alert" className="text-bad">
          {fault}
        </span>
      )}
    </>
  )
}
