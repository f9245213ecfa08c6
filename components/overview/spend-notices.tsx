import { unpricedWords } from "@/components/events/totals"
import { NoticeLine, NoticeList } from "@/components/ui/notice"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { SpendAnswer } from "@/lib/spend/schema"
import type { SourceNotice } from "./source-notices"

export interface SpendNoticesProps {
  answer: Pick<SpendAnswer, "unpriced">
  sources: readonly SourceNotice[]
  /** The page by model, where each says how many of its calls have no price; null while it shows that. */
  byModelHref: string | null
}

/** What the figures do not hold. Absent while they hold everything. */
export function SpendNotices({ answer, sources, byModelHref }: SpendNoticesProps) {
  const unpriced = unpricedWords(answer)
  if (unpriced === null && sources.length === 0) return null
  return (
    <Section title="Needs attention" quiet>
      <NoticeList label="Needs attention">
        {unpriced && (
          <NoticeLine
            state="unpriced"
            action={byModelHref && <TextLink href={byModelHref}>Show by model</TextLink>}
          >
            {unpriced}
          </NoticeLine>
        )}
        {sources.map(({ id, text }) => (
          <NoticeLine
            key={id}
            state="partial"
            action={
              <TextLink href={id === "refused" ? "/sources#refused" : "/sources"}>Open sources</TextLink>
            }
          >
            {text}
          </NoticeLine>
        ))}
      </NoticeList>
    </Section>
  )
}
