import { SectionFailed } from "@/app/(app)/section-failed"
import { AnsweredFacts } from "@/components/budgets/answered-facts"
import { TextLink } from "@/components/ui/text-link"
import { requireScope } from "@/lib/auth/session"
import { answeredLately } from "@/lib/budgets/answered"
import { readSection } from "@/lib/http/read-section"

/** How programs that asked before a call were answered. */
export async function AnsweredSection() {
  const found = await readSection("The answers", async () => answeredLately(await requireScope()))
  if (!found.ok) return <SectionFailed {...found} />
  const { allowed, warned, denied, open_reservations } = found.value
  if (allowed + warned + denied + open_reservations === 0) {
    return (
      <p className="text-ink-2">
        Nobody asked. With a key of the scope authorize a program asks before it calls a model.{" "}
        <TextLink inline href="/sources">
          Create a key
        </TextLink>
      </p>
    )
  }
  return <AnsweredFacts answered={found.value} />
}
