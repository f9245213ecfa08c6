import { RetryButton } from "@/components/ui/retry-button"
import { Status } from "@/components/ui/status"

/** In place of a bar whose controls could not be read; the page below it says why. */
export function BarFailed() {
  return (
    <span className="flex items-baseline gap-x-4">
      <Status kind="bad">Not read</Status>
      The controls could not be read.
      <RetryButton />
    </span>
  )
}
