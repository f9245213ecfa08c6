import "server-only"
import * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { filtersOf } from "@/lib/budgets/budget-scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { log } from "@/lib/log"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { entityText } from "./entity"
import { mutedAt } from "./mutes"
import { limitsOf, type Reading, readRule } from "./readings"
import { recordAlert } from "./record"
import { resolveAlerts, TELLABLE, tellableRow } from "./resolve"
import { alertPeriod, ruleWords } from "./rule-alert"
import { allRules, type KeptRule, type KeptState, statesOf } from "./rule-rows"
import { nextState, type ReadState } from "./state-machine"
import { tell } from "./tell"
import { watcher } from "./watch-budgets"
import { hasPassed, underWatch, type Watched } from "./watched"

/** Rules are read so often, and at once when one of them changes. */
const RULES_MS = 60_000
const HOUR_MS = 3_600_000

interface Turn {
  on: Connection
  scope: Scope
  rule: KeptRule
  zone: string
  now: Date
  muted: boolean
}

const openRow = tellableRow.extend({
  acked_at: z.date().nullable(),
  notified_at: z.date().nullable(),
  period_end: z.date().nullable(),
})
const OPEN = Prisma.sql`${TELLABLE}, a.acked_at, a.notified_at, a.period_end`

/** Opens again what was closed: who follows a matter to its end is told at once, people when it lasts beyond its period. */
async function reopen({ on, scope, now, muted }: Turn, key: string): Promise<number | null> {
  const { orgId } = scope
  const [known] = await query(
    Prisma.sql`update alert a set resolved_at = null, resolved_because = null, acked_at = null, acked_by = null
      where a.org_id = ${orgId} and a.key = ${key} returning ${OPEN}`,
    openRow,
    { on },
  )
  if (!known) return null
  if (!muted) await tell(on, scope, known, { state: "triggered", at: now, to: "followers" })
  // Nobody else knows that it is open again.
  await execute(
    Prisma.sql`update alert a set notified_at = null where a.org_id = ${orgId} and a.id = ${known.id}`,
    { on },
  )
  return known.id
}

/** Records an alert of an entity, or opens the one of the same period that was closed since. */
async function fire(turn: Turn, reading: Reading): Promise<number | null> {
  const { on, scope, rule, zone, now, muted } = turn
  const { period, key } = alertPeriod(rule, reading.entity, now, zone)
  const said = ruleWords(rule, reading)
  const id = await recordAlert(
    on,
    scope,
    {
      ...{ key, period, said, muted, kind: rule.condition.kind, name: rule.name, notify: rule.notify },
      filters: rule.filters,
      ...{ origin: { rule: rule.id }, entity: entityText(reading.entity), measure: null, threshold: null },
    },
    now,
  )
  return id ?? reopen(turn, key)
}

/**
 * Tells again of what lasts and nobody acknowledged; of what nobody was told because of a mute that is over; and of
 * what was opened again and lasts beyond the period in which it was told once.
 */
async function remind({ on, scope, rule, now, muted }: Turn, alertId: number, since: Date): Promise<void> {
  if (muted) return
  const [open] = await query(
    Prisma.sql`select ${OPEN} from alert a where a.org_id = ${scope.orgId} and a.id = ${alertId}`,
    openRow,
    { on },
  )
  if (!open || open.acked_at !== null) return
  const { notified_at, period_end } = open
  const again =
    rule.renotify_hours !== null && hasPassed(notified_at ?? since, now, rule.renotify_hours * HOUR_MS)
  const isNew = open.messages === 0 ? open.muted : period_end !== null && period_end <= now
  if (again || (notified_at === null && isNew)) {
    await tell(on, scope, open, { state: "triggered", at: now, to: "all" })
  }
}

async function writeState(
  { on, scope, rule, now }: Turn,
  reading: Reading,
  state: ReadState,
  { since, alertId }: { since: Date; alertId: number | null },
): Promise<void> {
  const value = reading.value === null ? null : String(reading.value)
  await execute(
    Prisma.sql`insert into alert_state (org_id, rule_id, entity, state, value, said, since, read_at, alert_id)
      values (${scope.orgId}, ${rule.id}, ${entityText(reading.entity)}, ${state}, ${value}, ${reading.said}, ${since},
        ${now}, ${alertId}::integer)
      on conflict (org_id, rule_id, entity) do update set state = excluded.state, value = excluded.value,
        said = excluded.said, since = excluded.since, read_at = excluded.read_at, alert_id = excluded.alert_id`,
    { on },
  )
}

async function take(turn: Turn, reading: Reading, before: KeptState | undefined): Promise<void> {
  const { on, scope, rule, now } = turn
  let alertId = before?.alert_id ?? null
  // What is open is remembered over a time without data.
  const memory = alertId === null ? (before?.state ?? "ok") : "alert"
  const state = nextState(memory, reading.value, limitsOf(rule.condition))
  if (state === "alert") {
    if (alertId === null) alertId = await fire(turn, reading)
    else await remind(turn, alertId, before?.since ?? now)
  } else if (state !== "no_data" && alertId !== null) {
    await resolveAlerts(on, scope, [alertId], { because: reading.said, at: now, to: "all" })
    alertId = null
  }
  await writeState(turn, reading, state, { since: before?.state === state ? before.since : now, alertId })
}

async function forget({ on, scope, rule, now }: Turn, states: readonly KeptState[], because: string) {
  if (states.length === 0) return
  const open = states.flatMap(({ alert_id }) => alert_id ?? [])
  await resolveAlerts(on, scope, open, { because, at: now, to: "all" })
  const entities = states.map(({ entity }) => entity)
  await execute(
    Prisma.sql`delete from alert_state s
      where s.org_id = ${scope.orgId} and s.rule_id = ${rule.id} and s.entity = any (${entities}::text[])`,
    { on },
  )
}

async function lookAtRule(turn: Turn): Promise<void> {
  const { on, scope, rule, now } = turn
  const states = await statesOf(on, scope.orgId, rule.id)
  if (rule.paused) return forget(turn, states, "The rule was paused.")
  const asked = { condition: rule.condition, filters: filtersOf(rule.filters), each: rule.each }
  const [readings = []] = await readRule(scope, asked, [now])
  for (const reading of readings) {
    const text = entityText(reading.entity)
    await take(
      turn,
      reading,
      states.find(({ entity }) => entity === text),
    )
  }
  const read = new Set(readings.map(({ entity }) => entityText(entity)))
  const gone = states.filter(({ entity }) => !read.has(entity))
  await forget(turn, gone, "There is nothing of it any more.")
}

/** Reads one rule in a transaction of its own, so that none waits for what another found, nor falls with it. */
async function lookAtOne(scope: Scope, rule: KeptRule, zone: string, now: Date): Promise<void> {
  const { orgId } = scope
  try {
    await underWatch(orgId, "rules", async (on) => {
      const isMuted = await mutedAt(on, orgId, now)
      await lookAtRule({ on, scope, rule, zone, now, muted: isMuted({ rule: rule.id }) })
      return null
    })
  } catch (err) {
    log.error({ err, orgId, rule: rule.slug }, "A rule could not be read and is read again.")
  }
}

async function lookAtRules({ org_id, rules_now }: Watched, now: Date): Promise<void> {
  const scope = watcher(org_id)
  let isOurs = false
  // Whoever says first that it is time reads all of them.
  await underWatch(org_id, "rules", async (_, last) => {
    isOurs = last.seen !== rules_now || hasPassed(last.at, now, RULES_MS)
    return isOurs ? { seen: rules_now, at: now } : null
  })
  if (!isOurs) return
  const [{ zone }, rules] = await Promise.all([getOrganisation(scope), allRules(org_id)])
  for (const rule of rules) await lookAtOne(scope, rule, zone, now)
}

/** Reads the rules of the organisations where it is time. */
export async function watchRules(watched: readonly Watched[], now: Date): Promise<void> {
  const due = watched.filter(
    ({ rules_now, rules_seen, rules_at }) => rules_seen !== rules_now || hasPassed(rules_at, now, RULES_MS),
  )
  await eachOrganisation(due, "Rules could not be read for alerts", (each) => lookAtRules(each, now))
}
