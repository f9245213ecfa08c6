import { ButtonLink } from "@/components/ui/button"

export interface PageStepsProps {
  /** `50 of 6,634, 16:43:12 to 16:28:16`. */
  shown: string
  /** Null at the list's end. */
  newerHref: string | null
  olderHref: string | null
}

/** Which part of the list is shown, and the ways to the parts beside it. */
export function PageSteps({ shown, newerHref, olderHref }: PageStepsProps) {
  return (
    <nav aria-label="Pages of the list" className="mt-3 flex items-center justify-between gap-4">
      <span className="text-xs text-ink-3">{shown}</span>
      <span className="flex flex-none gap-2 print:hidden">
        {newerHref && (
          <ButtonLink href={newerHref} prefetch={false}>
            Newer
          </ButtonLink>
        )}
        {olderHref && (
          <ButtonLink href={olderHref} prefetch={false}>
            Older
          </ButtonLink>
        )}
      </span>
    </nav>
  )
}
