"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { TextButton } from "./text-button"

/** Asks the server for the page again; `reset` clears an error boundary first. */
export function RetryButton({ reset }: { reset?: () => void }) {
  const router = useRouter()
  const [pending, start] = useTransition()
  return (
    <TextButton
      disabled={pending}
      onClick={() =>
        start(() => {
          router.refresh()
          reset?.()
        })
      }
    >
      {pending ? "Trying again" : "Try again"}
    </TextButton>
  )
}
