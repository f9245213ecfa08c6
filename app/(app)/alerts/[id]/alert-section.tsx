import { mayTake } from "@/app/(app)/alerts/alerts-read"
import { SectionFailed } from "@/app/(app)/section-failed"
import { ActButton } from "@/components/alerts/act-button"
import { AlertTimeline } from "@/components/alerts/alert-timeline"
import { alertState } from "@/components/alerts/alert-words"
import { DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { getAlert } from "@/lib/alerts/queries"
import { alertParams } from "@/lib/alerts/schema"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { AppError } from "@/lib/errors"
import { readSection } from "@/lib/http/read-section"

interface Props {
  params: Promise<{ id: string }>
}

async function read(params: Props["params"]) {
  const scope = await requireScope()
  const asked = alertParams.safeParse(await params)
  if (!asked.success) throw new AppError("not_found", "There is no such alert.")
  const [alert, { zone }] = await Promise.all([getAlert(scope, asked.data.id), getOrganisation(scope)])
  return { alert, zone, takes: mayTake(scope) && alert.state === "open" }
}

/** The alert with its figures as they were, and everything that was done about it. */
export async function AlertSection({ params }: Props) {
  const found = await readSection("Alert", () => read(params))
  if (!found.ok) return <SectionFailed {...found} />
  const { alert, zone, takes } = found.value
  const { id, title, sentence, facts, budget, rule, acknowledged } = alert
  const { kind, word } = alertState(alert)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <p className="text-xl wrap-anywhere">{title}</p>
        <Status kind={kind}>{word}</Status>
        {acknowledged && <span className="text-ink-3">by {acknowledged.by}</span>}
        {takes && (
          <ActButton
            word="Acknowledge"
            title={`Acknowledge ${title}`}
            path={`/api/v1/alerts/${id}/ack`}
            method="POST"
          />
        )}
      </div>
      <p className="mb-4 wrap-anywhere">{sentence}</p>
      <Section title="As it was" note="Figures are of that moment and stay">
        <DescriptionList items={facts.map(({ name, value }) => ({ term: name, value }))} />
      </Section>
      <Section
        title="What became of it"
        actions={
          <>
            {budget !== null && <TextLink href={`/budgets?budget=${budget}`}>The budget now</TextLink>}
            {rule !== null && <TextLink href="/alerts">The rule now</TextLink>}
          </>
        }
      >
        <AlertTimeline alert={alert} zone={zone} />
      </Section>
    </>
  )
}
