import "server-only"
import * as z from "zod"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { condition, RULE_EACH, type RuleInput } from "./rule-schema"

const keptRow = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  filters: z.array(z.string()),
  each: z.enum(RULE_EACH).nullable(),
  condition,
  renotify_hours: z.number().nullable(),
  notify: z.array(z.string()),
  paused: z.boolean(),
  version: z.number(),
  changed_at: z.date(),
  changed_by: z.string().nullable(),
})

/** A rule as the database keeps it. */
export type KeptRule = z.output<typeof keptRow>

/** Every rule of the organisation, by name, whoever asks. */
export function allRules(orgId: number, on?: Connection): Promise<KeptRule[]> {
  return ownRows(
    orgId,
    Prisma.sql`select r.id, r.slug, r.name, r.filters, r.each, r.settings as condition, r.renotify_hours, r.notify,
        r.paused, r.version, r.changed_at, a.name as changed_by
      from alert_rule r left join account a on a.id = r.changed_by
      where r.org_id = ${orgId} order by r.name, r.id`,
    keptRow,
    { on, pool: accountPool() },
  )
}

/** What its maker wrote: what two versions are compared by, and what the trail holds. */
export function writtenRule(rule: Omit<RuleInput, "version">): Omit<RuleInput, "version"> {
  const { name, condition, scope, each, renotify_hours, notify, paused } = rule
  return { name, condition, scope, each, renotify_hours, notify, paused }
}

const stateRow = z.object({
  entity: z.string(),
  state: z.enum(["ok", "warning", "alert", "no_data"]),
  since: z.date(),
  alert_id: z.number().nullable(),
})
export type KeptState = z.output<typeof stateRow>

/** Where the entities of a rule stood when they were last read. */
export function statesOf(on: Connection, orgId: number, ruleId: number): Promise<KeptState[]> {
  return ownRows(
    orgId,
    Prisma.sql`select s.entity, s.state, s.since, s.alert_id from alert_state s
      where s.org_id = ${orgId} and s.rule_id = ${ruleId}`,
    stateRow,
    { on },
  )
}
