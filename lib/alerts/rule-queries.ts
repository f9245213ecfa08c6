import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { seenFilters } from "@/lib/budgets/queries"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { entityName, parseEntity } from "./entity"
import { listMutes } from "./queries"
import { allRules, type KeptRule } from "./rule-rows"
import type { Rule, RuleState } from "./rule-schema"

const MOST_SHOWN = 200
const WORST: readonly RuleState[] = ["alert", "warning", "ok", "no_data", "paused"]

const stateRow = z.object({
  rule_id: z.number(),
  entity: z.string(),
  state: z.enum(["ok", "warning", "alert", "no_data"]),
  said: z.string(),
  since: z.date(),
  alert_id: z.number().nullable(),
})

function worst(states: readonly RuleState[]): RuleState {
  return WORST.find((state) => states.includes(state)) ?? "no_data"
}

function toRule(kept: KeptRule, states: readonly z.output<typeof stateRow>[], muted: Rule["muted"]): Rule {
  const { id, filters, changed_at, ...rest } = kept
  const entities = states
    .filter(({ rule_id }) => rule_id === id)
    .toSorted((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state) || (a.entity < b.entity ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .map(({ entity, state, said, since, alert_id }) => ({
      ...{ entity: entityName(parseEntity(entity)), state, said, alert_id },
      since: since.toISOString(),
    }))
  return {
    ...rest,
    scope: filters,
    changed_at: changed_at.toISOString(),
    state: rest.paused ? "paused" : worst(entities.map(({ state }) => state)),
    entities: rest.paused ? [] : entities,
    muted,
  }
}

/** The rules that the asker sees with where they stand, by name: of a member kept to teams, those of these teams. */
export async function listRules(scope: Scope): Promise<Rule[]> {
  const { orgId } = scope
  const [rules, isSeen, states, mutes] = await Promise.all([
    allRules(orgId),
    seenFilters(scope),
    ownRows(
      orgId,
      Prisma.sql`select s.rule_id, s.entity, s.state, s.said, s.since, s.alert_id from alert_state s
        where s.org_id = ${orgId}`,
      stateRow,
      { pool: accountPool() },
    ),
    listMutes(scope),
  ])
  return rules
    .filter(({ filters }) => isSeen(filters))
    .map((rule) => {
      const mute = mutes.find((each) => each.rule === rule.slug)
      return toRule(rule, states, mute ? { until: mute.until, reason: mute.reason, by: mute.by } : null)
    })
}

/** One of them. Throws `not_found` for what the asker may not see as for what is not there. */
export async function getRule(scope: Scope, slug: string): Promise<Rule> {
  const found = (await listRules(scope)).find((rule) => rule.slug === slug)
  if (!found) throw new AppError("not_found", `There is no rule "${slug}".`)
  return found
}
