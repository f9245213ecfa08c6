import { BurnDown } from "@/components/credits/burn-down"
import { toBurnDown } from "@/components/credits/burn-down-model"
import { CreditsTable } from "@/components/credits/credits-table"
import { LazyCreditDialog } from "@/components/credits/lazy-credit-dialog"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Role } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { listCredits } from "@/lib/credits/queries"
import { readSection } from "@/lib/http/read-section"
import { localDate } from "@/lib/time"

const MAY_CHANGE: readonly Role[] = ["owner", "admin", "finance"]
/** Courses that are drawn; the table has them all. */
const DRAWN = 6

async function read() {
  const scope = await requireScope()
  const [{ zone, currency }, credits] = await Promise.all([getOrganisation(scope), listCredits(scope)])
  const mayChange = scope.actor.kind === "user" && MAY_CHANGE.includes(scope.actor.role)
  return { zone, currency, credits, mayChange, today: localDate(new Date(), zone) }
}

/** Free credits: what each has paid, what is left of it and until when. */
export async function CreditsSections() {
  const found = await readSection("Credits", read)
  if (!found.ok) {
    const { sentence, requestId } = found
    return (
      <Section plain title="Credits">
        <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  const { zone, currency, credits, mayChange, today } = found.value
  const dialog = mayChange && <LazyCreditDialog currency={currency} today={today} />
  const standing = credits.filter(({ state }) => state === "active" || state === "used up").slice(0, DRAWN)
  return (
    <>
      <Section plain title="Credits" note="They reduce what is billed, never the list cost" actions={dialog}>
        {credits.length === 0 ? (
          <EmptyState text="No credits. Free credits and tokens of a provider are entered here, and pay the calls they are for." />
        ) : (
          <CreditsTable credits={credits} zone={zone} mayChange={mayChange} />
        )}
      </Section>
      {standing.length > 0 && (
        <Section title="Burn-down">
          <div className="grid gap-6 lg:grid-cols-2">
            {standing.map((credit) => (
              <BurnDown key={credit.id} {...toBurnDown(credit, zone)} />
            ))}
          </div>
        </Section>
      )}
    </>
  )
}
