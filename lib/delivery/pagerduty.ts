import type { AlertMessage } from "./message"
import type { EndpointTarget } from "./schema"
import { cut, headline, linkOf } from "./words"

type PagerDuty = Extract<EndpointTarget, { kind: "pagerduty" }>

const ORIGINS = { us: "https://events.pagerduty.com", eu: "https://events.eu.pagerduty.com" } as const
const ACTIONS = { triggered: "trigger", acknowledged: "acknowledge", resolved: "resolve" } as const

export function pagerDutyUrl({ region }: PagerDuty): string {
  return `${ORIGINS[region]}/v2/enqueue`
}

/** An event of Events API v2: what shares a key is one incident there, opened, acknowledged and resolved. */
export function pagerDutyBody({ routing_key }: PagerDuty, message: AlertMessage): string {
  const { sentence, facts, severity, dedup_key, state, at } = message
  const link = linkOf(message)
  const event = { routing_key, event_action: ACTIONS[state], dedup_key }
  if (state !== "triggered") return JSON.stringify(event)
  return JSON.stringify({
    ...event,
    client: "Tollgate",
    payload: {
      summary: cut(headline(message), 1_024),
      source: "Tollgate",
      severity,
      timestamp: at,
      custom_details: { ...(sentence === "" ? {} : { sentence }), facts: facts.map(factLine) },
    },
    links: link === null ? [] : [{ href: link, text: "Open in Tollgate" }],
  })
}

function factLine({ name, value }: AlertMessage["facts"][number]): string {
  return `${name}: ${value}`
}
