import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { filtersOf } from "@/lib/budgets/budget-scope"
import { addUnits, zonedStart } from "@/lib/time"
import { entityName, entityText } from "./entity"
import { limitsOf, readRule } from "./readings"
import { alertPeriod } from "./rule-alert"
import type { Preview, RuleInput, RuleKind } from "./rule-schema"
import { nextState, type ReadState } from "./state-machine"
import { yieldingMap } from "./yielding-map"

const DAYS = 30
const MOST_TIMES = 100

/** Kinds whose values change from day to day; the others are read at every hour. */
const DAILY: readonly RuleKind[] = ["spend_change", "credit"]

function instantsOf(kind: RuleKind, now: Date, zone: string): Date[] {
  const unit = DAILY.includes(kind) ? "day" : "hour"
  const from = addUnits(zonedStart(now, "day", zone), "day", -DAYS, zone)
  const instants: Date[] = []
  for (let at = from; at <= now; at = addUnits(at, unit, 1, zone)) instants.push(at)
  return instants
}

/**
 * When a rule would have told somebody in the last thirty days: its readings of the past, by what the ledger holds
 * of it today, put through the same states as they come.
 */
export async function replay(scope: Scope, input: RuleInput, now = new Date()): Promise<Preview> {
  const { zone } = await getOrganisation(scope)
  const { condition, each } = input
  const instants = instantsOf(condition.kind, now, zone)
  const asked = { condition, each, filters: filtersOf(input.scope) }
  const readings = await readRule(scope, asked, instants)
  const limits = limitsOf(condition)
  const states = new Map<string, ReadState>()
  const told = new Set<string>()
  const times: Preview["times"] = []
  await yieldingMap(instants, (at, i) => {
    const present = new Set<string>()
    for (const { entity, value, said } of readings[i] ?? []) {
      const text = entityText(entity)
      present.add(text)
      const before = states.get(text) ?? "ok"
      const state = nextState(before, value, limits)
      // Without data what was open stays open.
      states.set(text, state === "no_data" && before === "alert" ? before : state)
      if (state !== "alert" || before === "alert") continue
      const { key } = alertPeriod({ id: 0, condition }, entity, at, zone)
      if (told.has(key)) continue
      told.add(key)
      times.push({ at: at.toISOString(), entity: entityName(entity), said })
    }
    for (const text of [...states.keys()]) if (!present.has(text)) states.delete(text)
  })
  return {
    from: (instants[0] ?? now).toISOString(),
    to: now.toISOString(),
    fired: times.length,
    times: times.toReversed().slice(0, MOST_TIMES),
    grain: DAILY.includes(condition.kind) ? "day" : "hour",
  }
}
