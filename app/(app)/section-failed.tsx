import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"

interface Props {
  sentence: string
  requestId: string | null
}

export function SectionFailed({ sentence, requestId }: Props) {
  return <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
}
