import { NoticeLine, NoticeList } from "@/components/ui/notice"
import { TextLink } from "@/components/ui/text-link"
import { formatCount, formatRough } from "@/lib/money-format"

export interface BlindSpotsProps {
  unpriced: { calls: number; tokens: number }
  /** Sentences about sources that fell silent or were refused. */
  sources: readonly { id: string; text: string }[]
}

/** What a budget cannot see: calls that have no price, and sources that report nothing. */
export function BlindSpots({ unpriced, sources }: BlindSpotsProps) {
  if (unpriced.calls === 0 && sources.length === 0) {
    return <p className="text-ink-2">Every call in scope has a price, and every source reports.</p>
  }
  return (
    <NoticeList label="What this budget cannot see">
      {unpriced.calls > 0 && (
        <NoticeLine state="unpriced" action={<TextLink href="/prices">Add price</TextLink>}>
          {formatCount(unpriced.calls)} {unpriced.calls === 1 ? "call" : "calls"},{" "}
          {formatRough(unpriced.tokens)} tokens, in no amount here.
        </NoticeLine>
      )}
      {sources.map(({ id, text }) => (
        <NoticeLine
          key={id}
          state="partial"
          action={<TextLink href={id === "refused" ? "/sources#refused" : "/sources"}>Open sources</TextLink>}
        >
          {text}
        </NoticeLine>
      ))}
    </NoticeList>
  )
}
