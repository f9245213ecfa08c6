import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { TextLink } from "@/components/ui/text-link"

interface Props {
  read: { sentence: string; requestId: string | null }
  /** The page as it is without parameters: the way out of an address that means nothing. */
  plain: string
}

/** In place of a view that could not be read: why, and the way on. */
export function ViewFailed({ read: { sentence, requestId }, plain }: Props) {
  const way = requestId === null ? <TextLink href={plain}>Month to date</TextLink> : <RetryButton />
  return (
    <div className="py-4">
      <ErrorState text={sentence} requestId={requestId ?? undefined} retry={way} />
    </div>
  )
}
