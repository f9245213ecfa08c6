import { SectionFailed } from "@/app/(app)/section-failed"
import { DeliveriesTable } from "@/components/endpoints/deliveries-table"
import { EndpointActions } from "@/components/endpoints/endpoint-actions"
import { endpointTrouble, KIND_WORDS } from "@/components/endpoints/endpoint-words"
import { EndpointsTable } from "@/components/endpoints/endpoints-table"
import { NewSecretSection } from "@/components/endpoints/new-secret"
import { Forbidden } from "@/components/settings/forbidden"
import { EmptyState } from "@/components/ui/empty-state"
import { Notice } from "@/components/ui/notice"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { listDeliveries, listEndpoints } from "@/lib/delivery/queries"
import { readSection } from "@/lib/http/read-section"
import { mayChangeEndpoints, maySeeEndpoints } from "./may-change-endpoints"

type Params = Record<string, string | string[] | undefined>

async function read(params: Params) {
  const scope = await requireScope()
  if (!maySeeEndpoints(scope)) return { forbidden: await forbiddenSentence(scope, "endpoints") }
  const [{ zone }, { endpoints, can_mail }] = await Promise.all([
    getOrganisation(scope),
    listEndpoints(scope),
  ])
  const chosen = endpoints.find(({ id }) => String(id) === params.endpoint) ?? endpoints[0] ?? null
  const deliveries = chosen === null ? [] : await listDeliveries(scope, chosen.id)
  return { zone, endpoints, canMail: can_mail, chosen, deliveries, mayChange: mayChangeEndpoints(scope) }
}

type Read = Exclude<Awaited<ReturnType<typeof read>>, { forbidden: string }>

/** The endpoints, and what was sent to the one that the address names or the first. */
export async function EndpointsSections({ searchParams }: { searchParams: Promise<Params> }) {
  const params = await searchParams
  const found = await readSection("The endpoints", () => read(params))
  if (!found.ok) {
    return (
      <Section title="Endpoints">
        <SectionFailed {...found} />
      </Section>
    )
  }
  if ("forbidden" in found.value) return <Forbidden sentence={found.value.forbidden} />
  return <Endpoints {...found.value} />
}

function Endpoints({ zone, endpoints, canMail, chosen, deliveries, mayChange }: Read) {
  const mails = endpoints.some(({ kind }) => kind === "email")
  return (
    <>
      <NewSecretSection zone={zone} />
      <Section title="Endpoints" note="Where alerts go. A message is tried for five days.">
        {mails && !canMail && (
          <p className="mb-3 text-ink-2">
            No mail is set up, and endpoints by e-mail deliver nothing: whoever runs this installation sets
            SMTP_URL and MAIL_FROM.
          </p>
        )}
        {endpoints.length === 0 ? (
          <EmptyState text="None yet. An endpoint takes alerts: a channel of Slack or Teams, a mailbox, PagerDuty, or a webhook of your own." />
        ) : (
          <EndpointsTable
            endpoints={endpoints}
            zone={zone}
            selected={chosen?.id ?? null}
            mayChange={mayChange}
          />
        )}
      </Section>
      {chosen && <Sent zone={zone} chosen={chosen} deliveries={deliveries} mayChange={mayChange} />}
    </>
  )
}

interface SentProps extends Pick<Read, "zone" | "deliveries" | "mayChange"> {
  chosen: NonNullable<Read["chosen"]>
}

function Sent({ zone, chosen, deliveries, mayChange }: SentProps) {
  const trouble = endpointTrouble(chosen, zone)
  return (
    <Section
      title={`Sent to ${chosen.name}`}
      note={`${KIND_WORDS[chosen.kind].label}, ${chosen.shown}`}
      actions={mayChange && <EndpointActions key={chosen.id} endpoint={chosen} />}
    >
      {trouble && (
        <div className="mb-3">
          <Notice state={chosen.on ? "failing" : "info"}>{trouble}</Notice>
        </div>
      )}
      {deliveries.length === 0 ? (
        <EmptyState text="Nothing yet. Messages are listed here for 90 days, each with every attempt." />
      ) : (
        <DeliveriesTable deliveries={deliveries} zone={zone} mayChange={mayChange} />
      )}
    </Section>
  )
}
