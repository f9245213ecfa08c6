"use client"

import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"

interface Props {
  error: Error & { digest?: string }
  reset: () => void
}

/** What failed outside the frame of the signed-in pages, or that frame itself. */
export default function Failed({ error, reset }: Props) {
  return (
    <main className="px-(--gutter) py-10">
      <h1>Tollgate</h1>
      <ErrorState
        text="This page could not be shown."
        requestId={error.digest}
        retry={<RetryButton reset={reset} />}
      />
    </main>
  )
}
