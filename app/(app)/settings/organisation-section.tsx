import { OrganisationForm } from "@/components/settings/organisation-form"
import { DescriptionList } from "@/components/ui/description-list"
import { ErrorState } from "@/components/ui/error-state"
import { LookAgain } from "@/components/ui/look-again"
import { Notice } from "@/components/ui/notice"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { ownersSentence } from "@/lib/auth/account"
import { getSettings } from "@/lib/auth/organisation-settings"
import { requireScope } from "@/lib/auth/session"
import { zoneChoices } from "@/lib/auth/zone-choices"
import { readSection } from "@/lib/http/read-section"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { monthNames } from "@/lib/time-format"
import { mayManageMembers } from "./may-manage-members"

async function read() {
  const scope = await requireScope()
  const organisation = await getSettings(scope)
  if (!mayManageMembers(scope)) return { organisation, who: await ownersSentence(scope), choices: null }
  const currencies = [...new Set(["USD", ...defaultPriceBook().exchange.rates.keys()])].sort()
  return { organisation, who: "", choices: { zones: zoneChoices(), currencies } }
}

export async function OrganisationSection() {
  const found = await readSection("The organisation", read)
  return (
    <Section title="Organisation">
      {found.ok ? (
        <Organisation {...found.value} />
      ) : (
        <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
      )}
    </Section>
  )
}

function Organisation({ organisation, who, choices }: Awaited<ReturnType<typeof read>>) {
  const { name, zone, next_zone, currency, fiscal_start } = organisation
  const months = monthNames()
  return (
    <>
      {next_zone !== null && (
        <div className="mb-5">
          <Notice state="info">
            The zone becomes {next_zone} as soon as the sums of its days are made. Until then days are those
            of {zone}.
          </Notice>
          <LookAgain />
        </div>
      )}
      {choices ? (
        <OrganisationForm organisation={organisation} months={months} {...choices} />
      ) : (
        <>
          <DescriptionList
            items={[
              { term: "Name", value: name },
              { term: "Reporting time zone", value: zone },
              { term: "Reporting currency", value: currency },
              { term: "Fiscal year begins in", value: months[fiscal_start - 1] },
            ]}
          />
          <p className="mt-3 text-xs text-ink-3">{who}</p>
        </>
      )}
    </>
  )
}
