import { unpricedWords } from "@/components/events/totals"
import { NoticeLine, NoticeList } from "@/components/ui/notice"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { SpendAnswer } from "@/lib/spend/schema"
import type { AttentionLine } from "./attention-line"
import type { SourceNotice } from "./source-notices"

export interface SpendNoticesProps {
  answer: Pick<SpendAnswer, "unpriced">
  sources: readonly SourceNotice[]
  /** The page by model, where each says how many of its calls have no price; null while it shows that. */
  byModelHref: string | null
  /** What else needs attention. */
  attention: readonly AttentionLine[]
}

/** What needs attention, and what the figures do not hold. Absent without any. */
export function SpendNotices({ answer, sources, byModelHref, attention }: SpendNoticesProps) {
  const unpriced = unpricedWords(answer)
  if (unpriced === null && sources.length + attention.length === 0) return null
  return (
    <Section title="Needs attention" quiet>
      <NoticeList label="Needs attention">
        {attention.map(({ id, state, text, href, word }) => (
          <NoticeLine key={id} state={state} action={href && <TextLink href={href}>{word}</TextLink>}>
            {text}
          </NoticeLine>
        ))}
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
