"use client"

import { Wrap } from "@/components/shell/page"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"

interface Props {
  error: Error & { digest?: string }
  reset: () => void
}

/** A page that failed as a whole, within the frame. What its sections cannot read they say themselves. */
export default function PageFailed({ error, reset }: Props) {
  return (
    <Wrap>
      <div className="py-4">
        <ErrorState
          text="This page could not be shown."
          requestId={error.digest}
          retry={<RetryButton reset={reset} />}
        />
      </div>
    </Wrap>
  )
}
