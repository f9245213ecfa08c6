import type { StatusKind } from "@/components/ui/status"
import type { DeliveryAttempt, DeliverySummary, EndpointSummary } from "@/lib/delivery/schema"
import { formatInstant } from "@/lib/time-format"

export type EndpointKind = EndpointSummary["kind"]

/** What each kind is called, and what is written to say where. */
export const KIND_WORDS: Record<EndpointKind, { label: string; to: string; hint: string }> = {
  slack: {
    label: "Slack",
    to: "Webhook address",
    hint: "Of an incoming webhook: https://hooks.slack.com/services/…",
  },
  email: { label: "E-mail", to: "E-mail address", hint: "Of a person or a list." },
  webhook: {
    label: "Webhook",
    to: "Address",
    hint: "Begins with https://. What it is sent is signed after Standard Webhooks.",
  },
  pagerduty: {
    label: "PagerDuty",
    to: "Integration key",
    hint: "Of an Events API v2 integration: 32 letters and digits.",
  },
  teams: { label: "Microsoft Teams", to: "Webhook address", hint: "Of a workflow that posts to a channel." },
}

interface Said {
  kind: StatusKind
  word: string
}

/** Whether an endpoint takes what it is sent. */
export function endpointState(
  endpoint: Pick<EndpointSummary, "on" | "failing_since" | "delivered_at">,
): Said {
  if (!endpoint.on) return { kind: "none", word: "off" }
  if (endpoint.failing_since !== null) return { kind: "bad", word: "failing" }
  return endpoint.delivered_at === null
    ? { kind: "info", word: "nothing taken yet" }
    : { kind: "ok", word: "takes" }
}

/** Why an endpoint is off or since when it fails; null where neither is so. */
export function endpointTrouble(
  { on, off_because, failing_since }: Pick<EndpointSummary, "on" | "off_because" | "failing_since">,
  zone: string,
): string | null {
  if (!on) return `${off_because ?? ""} Messages are noted meanwhile and can be sent again.`.trim()
  if (failing_since === null) return null
  const since = formatInstant(new Date(failing_since), zone)
  return `Nothing was taken since ${since}. After five days of that it is switched off.`
}

const STATES: Record<DeliverySummary["state"], Said> = {
  due: { kind: "warn", word: "being tried" },
  delivered: { kind: "ok", word: "delivered" },
  failed: { kind: "bad", word: "given up" },
  dropped: { kind: "none", word: "not sent: off" },
}

export function deliveryState({ state }: Pick<DeliverySummary, "state">): Said {
  return STATES[state]
}

/** What an attempt met: `200`, or why nothing was taken and what the receiver said. */
export function attemptWords({ status, fault, answer }: DeliveryAttempt): string {
  if (fault === null) return status === null ? "taken" : `taken (${status})`
  return answer === null ? fault : `${fault} It said: ${answer.slice(0, 200)}`
}
