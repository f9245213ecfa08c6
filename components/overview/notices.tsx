import { NoticeLine, NoticeList } from "@/components/ui/notice"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { formatCount, formatRough } from "@/lib/money-format"
import type { SpendAnswer } from "@/lib/spend/schema"
import { type View, viewHref } from "@/lib/spend/url"
import { formatDuration } from "@/lib/time-format"
import { silentSources } from "./silent"

export interface OverviewNoticesProps {
  answer: SpendAnswer
  sources: readonly { name: string; last_event_at: string | null; rejected: number; conflicts: number }[]
  now: Date
  view: View
}

function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** What the figures do not hold, one line each; nothing where they hold everything. */
export function OverviewNotices({ answer, sources, now, view }: OverviewNoticesProps) {
  const { calls, tokens } = answer.unpriced
  const silent = silentSources(sources, now)
  const rejected = sources.reduce((sum, source) => sum + source.rejected, 0)
  const conflicts = sources.reduce((sum, source) => sum + source.conflicts, 0)
  if (calls === 0 && silent.length === 0 && rejected + conflicts === 0) return null
  const refused = [
    rejected > 0 ? `${plural(rejected, "event was", "events were")} rejected` : "",
    conflicts > 0 ? `${plural(conflicts, "contradicts", "contradict")} a stored one` : "",
  ].filter(Boolean)
  return (
    <Section title="What needs attention" quiet>
      <NoticeList label="What needs attention">
        {calls > 0 && (
          <NoticeLine state="unpriced" action={<TextLink href={viewHref("/events", view)}>Events</TextLink>}>
            {`${plural(calls, "call", "calls")}, ${formatRough(tokens)} tokens have no price. They are not in the total.`}
          </NoticeLine>
        )}
        {silent.map((source) => (
          <NoticeLine key={source.name} state="partial" action={<TextLink href="/sources">Sources</TextLink>}>
            {`Source ${source.name} has sent nothing for ${formatDuration(source.silentMs)}. Totals may be low.`}
          </NoticeLine>
        ))}
        {refused.length > 0 && (
          <NoticeLine state="info" action={<TextLink href="/sources#refused">Reasons</TextLink>}>
            {`${refused.join(" and ")} in the last 7 days.`}
          </NoticeLine>
        )}
      </NoticeList>
    </Section>
  )
}
