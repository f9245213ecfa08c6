import "server-only"
import { mayAttribute, readKnown } from "@/app/(app)/attribution/attribution-read"
import { RULE_STATES, scopeOf, watchedWords, whenWords } from "@/components/alerts/alert-words"
import type { WatchLine } from "@/components/alerts/watch-line"
import { scopeTexts } from "@/components/budgets/budget-words"
import { listAlerts, listMutes } from "@/lib/alerts/queries"
import { listRules } from "@/lib/alerts/rule-queries"
import type { Rule, RuleState } from "@/lib/alerts/rule-schema"
import type { Alert, Mute } from "@/lib/alerts/schema"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { listBudgets } from "@/lib/budgets/queries"
import type { Budget } from "@/lib/budgets/schema"
import { listEndpoints } from "@/lib/delivery/queries"

export const DAYS = 90
const DAY_MS = 86_400_000
/** Alerts that are open may be as old as a fiscal year. */
const OPEN_DAYS = 400
const MOST = 200

/** Whether the asker may say that they look after an alert. */
export function mayTake({ actor }: Scope): boolean {
  return actor.kind === "user" && actor.role !== "viewer"
}

function since(days: number, now: Date): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString()
}

/** What is open or taken, and what was resolved lately. */
export async function readAlerts(now = new Date()) {
  const scope = await requireScope()
  const of = (state: Alert["state"], days: number) =>
    listAlerts(scope, { from: since(days, now), state, limit: MOST })
  const [open, taken, resolved] = await Promise.all([
    of("open", OPEN_DAYS),
    of("acknowledged", OPEN_DAYS),
    of("resolved", DAYS),
  ])
  return {
    standing: [...open.alerts, ...taken.alerts],
    resolved: resolved.alerts,
    total: { standing: open.total + taken.total, resolved: resolved.total },
    zone: open.zone,
    mayTake: mayTake(scope),
  }
}

function muteOf(mutes: readonly Mute[], isIts: (mute: Mute) => boolean, zone: string): WatchLine["muted"] {
  const mute = mutes.find(isIts)
  if (!mute) return null
  return { id: mute.id, words: `muted to ${whenWords(mute.until, zone)} by ${mute.by}: ${mute.reason}` }
}

/** What a rule's entities say, the worst first. */
function saidOf({ entities, state, condition }: Rule): string {
  const same = entities.filter((each) => each.state === state)
  const [worst] = same
  if (!worst) return condition.kind === "anomaly" && state === "no_data" ? "No anomaly is going on." : ""
  const rest = same.length > 1 ? ` And ${same.length - 1} more ${RULE_STATES[state].word}.` : ""
  return `${worst.entity === null ? "" : `${worst.entity}: `}${worst.said}${rest}`
}

function ruleLine(rule: Rule, mutes: readonly Mute[], zone: string): WatchLine {
  return {
    id: `rule ${rule.slug}`,
    name: rule.name,
    href: null,
    watches: watchedWords(rule.condition),
    of: scopeOf(rule),
    state: rule.condition.kind === "anomaly" && rule.state === "no_data" ? "ok" : rule.state,
    said: saidOf(rule),
    told: rule.notify.join(", ") || "nobody",
    muted: muteOf(mutes, (mute) => mute.rule === rule.slug, zone),
    rule,
    origin: { rule: rule.slug },
  }
}

/** A budget's state by what it alerted of in the period that runs. */
function budgetState(budget: Budget, standing: readonly Alert[]): RuleState {
  const own = standing.filter(({ budget: slug }) => slug === budget.slug)
  if (own.some(({ severity }) => severity === "critical")) return "alert"
  return own.length > 0 ? "warning" : "ok"
}

function budgetLine(
  budget: Budget,
  standing: readonly Alert[],
  mutes: readonly Mute[],
  zone: string,
): WatchLine {
  const { slug, name, thresholds, forecast_thresholds: ahead, notify } = budget
  const parts = [
    ...(thresholds.length > 0 ? [`${thresholds.map((percent) => `${percent}%`).join(", ")} spent`] : []),
    ...(ahead.length > 0 ? [`${ahead.map((percent) => `${percent}%`).join(", ")} forecast`] : []),
  ]
  const of = scopeOf({ scope: scopeTexts(budget.scope), each: budget.each })
  return {
    id: `budget ${slug}`,
    name,
    href: "/budgets",
    watches: `budget, ${parts.join(" and ")}`,
    of,
    state: budgetState(budget, standing),
    said: "",
    told: notify.join(", ") || "nobody",
    muted: muteOf(mutes, (mute) => mute.budget === slug, zone),
    rule: null,
    origin: { budget: slug },
  }
}

/** Every rule and every budget with a threshold, and what a form of a rule needs to know. */
export async function readWatched(now = new Date()) {
  const scope = await requireScope()
  const mayChange = mayAttribute(scope)
  const ofBudgets = (state: Alert["state"]) =>
    listAlerts(scope, { from: since(OPEN_DAYS, now), kind: "budget", state, limit: 500 })
  const [{ zone, currency }, rules, budgets, mutes, open, taken, known, endpoints] = await Promise.all([
    getOrganisation(scope),
    listRules(scope),
    listBudgets(scope),
    listMutes(scope),
    ofBudgets("open"),
    ofBudgets("acknowledged"),
    mayChange ? readKnown(scope) : null,
    mayChange ? listEndpoints(scope) : null,
  ])
  const standing = [...open.alerts, ...taken.alerts]
  const watching = budgets.filter(
    ({ thresholds, forecast_thresholds: ahead }) => thresholds.length > 0 || ahead.length > 0,
  )
  const context = known && {
    ...{ ...known, currency, zone },
    endpoints: endpoints?.endpoints.map(({ name }) => name) ?? [],
  }
  return {
    lines: [
      ...rules.map((rule) => ruleLine(rule, mutes, zone)),
      ...watching.map((budget) => budgetLine(budget, standing, mutes, zone)),
    ],
    context,
  }
}
