import { conditionWords } from "@/components/attribution/rule-words"
import type { StatusKind } from "@/components/ui/status"
import type { Condition, Preview, Rule, RuleState } from "@/lib/alerts/rule-schema"
import type { Alert, AlertDetail } from "@/lib/alerts/schema"
import { formatDay, formatMinutes } from "@/lib/time-format"

export const RULE_STATES: Record<RuleState, { kind: StatusKind; word: string }> = {
  alert: { kind: "bad", word: "alert" },
  warning: { kind: "warn", word: "warning" },
  ok: { kind: "ok", word: "ok" },
  no_data: { kind: "none", word: "no data" },
  paused: { kind: "none", word: "paused" },
}

const ALERT_KINDS: Record<Alert["severity"], StatusKind> = { critical: "bad", warning: "warn", info: "info" }

/** How an alert stands. */
export function alertState({ state, severity }: Alert): { kind: StatusKind; word: string } {
  if (state === "resolved") return { kind: "none", word: "resolved" }
  if (state === "acknowledged") return { kind: "info", word: "acknowledged" }
  return { kind: ALERT_KINDS[severity], word: "open" }
}

const WINDOWS = { day: "day", week: "7 days", four_weeks: "28 days" } as const
const COVERED = { day: "24 hours", week: "7 days", four_weeks: "28 days" } as const

const MEASURES = {
  availability: (alert: number) => `availability to ${alert}%`,
  error_rate: (alert: number) => `calls that fail, from ${alert}%`,
  latency_p95: (alert: number) => `p95 latency from ${alert} ms`,
} as const

/** What a rule looks at: `calls without a price in 24 hours, from 10`. */
export function watchedWords(condition: Condition): string {
  switch (condition.kind) {
    case "anomaly":
      return condition.least === "0" ? "anomalies" : `anomalies of ${condition.least} or more`
    case "spend_change":
      return `spend ${condition.direction} by ${condition.alert}% in the last ${WINDOWS[condition.window]}`
    case "unpriced":
      return `calls without a price in 24 hours, from ${condition.alert}`
    case "coverage":
      return `spend with a ${condition.dimension} over ${COVERED[condition.window]}, to ${condition.alert}%`
    case "source_silent":
      return `sources silent for ${condition.alert} minutes`
    case "credit":
      return condition.measure === "percent_left"
        ? `credits down to ${condition.alert}%`
        : `credits that expire within ${condition.alert} days`
    case "provider_health":
      return `${MEASURES[condition.measure](condition.alert)} over ${condition.minutes} minutes`
  }
}

/** Of what it looks at: `each feature, environment is production`. */
export function scopeOf({ scope, each }: Pick<Rule, "scope" | "each">): string {
  const parts = [each === null ? "" : `each ${each.replace("_", " ")}`, conditionWords(scope)]
  return parts.filter((part) => part !== "").join(", ")
}

export function whenWords(instant: string, zone: string): string {
  const at = new Date(instant)
  return `${formatDay(at, zone)} ${formatMinutes(at, zone)}`
}

function times(count: number): string {
  if (count === 0) return "It would not have alerted"
  return `It would have alerted ${count === 1 ? "once" : `${count} times`}`
}

export function previewWords({ fired }: Preview): string {
  return `${times(fired)} in the last 30 days.`
}

/** What the page says first. */
export function answerWords(alerts: readonly Alert[]): string {
  const open = alerts.filter(({ state }) => state === "open").length
  const taken = alerts.filter(({ state }) => state === "acknowledged").length
  if (open + taken === 0) return "Nothing alerts."
  const parts = [
    ...(open > 0 ? [`${open} ${open === 1 ? "alert is" : "alerts are"} open`] : []),
    ...(taken > 0 ? [`${taken} ${taken === 1 ? "is" : "are"} acknowledged`] : []),
  ]
  return `${parts.join(", ")}.`
}

/** Who was told of an alert: `Ops and Pager`; that nobody was, and why. */
export function toldWords({ notify, muted }: Pick<Alert, "notify" | "muted">): string {
  if (muted) return "muted"
  return notify.length === 0 ? "nobody" : notify.join(", ")
}

const DELIVERY_STATES: Record<AlertDetail["told"][number]["state"], { kind: StatusKind; word: string }> = {
  delivered: { kind: "ok", word: "delivered" },
  due: { kind: "warn", word: "being tried" },
  failed: { kind: "bad", word: "failed" },
  dropped: { kind: "none", word: "endpoint is off" },
}

export function deliveryState({ state, attempts }: AlertDetail["told"][number]): {
  kind: StatusKind
  word: string
} {
  const { kind, word } = DELIVERY_STATES[state]
  return { kind, word: attempts > 1 ? `${word}, ${attempts} attempts` : word }
}
