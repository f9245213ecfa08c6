import "server-only"
import * as z from "zod"
import { instantOf } from "@/lib/annotations/when"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { seenBudgets, seenFilters } from "@/lib/budgets/queries"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { alertMessage, MESSAGE_STATES, SEVERITIES } from "@/lib/delivery/message"
import { DELIVERY_STATES } from "@/lib/delivery/schema"
import { AppError } from "@/lib/errors"
import { entityName, parseEntity } from "./entity"
import { allRules } from "./rule-rows"
import {
  ALERT_KINDS,
  type Alert,
  type AlertDetail,
  type AlertsAnswer,
  type AlertsQuery,
  type Mute,
} from "./schema"
import { deliveryKey } from "./tell"

const USUAL_MS = 30 * 86_400_000

const row = z.object({
  id: z.number(),
  kind: z.enum(ALERT_KINDS),
  budget: z.string().nullable(),
  rule: z.string().nullable(),
  name: z.string(),
  entity: z.string(),
  period_start: z.date(),
  period_end: z.date().nullable(),
  measure: z.enum(["actual", "forecast"]).nullable(),
  threshold: z.number().nullable(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  sentence: z.string(),
  muted: z.boolean(),
  fired_at: z.date(),
  acked_at: z.date().nullable(),
  acked_by: z.string().nullable(),
  resolved_at: z.date().nullable(),
  resolved_because: z.string().nullable(),
  notify: z.array(z.string()),
})

const COLUMNS = Prisma.sql`a.id, a.kind, g.slug as budget, r.slug as rule, a.name, a.entity, a.period_start, a.period_end,
  a.measure, a.threshold, a.severity, a.title, a.sentence, a.muted, a.fired_at, a.acked_at, a.acked_by, a.resolved_at,
  a.resolved_because, a.notify`

function source(orgId: number): Prisma.Sql {
  return Prisma.sql`alert a left join budget g on g.org_id = ${orgId} and g.id = a.budget_id
    left join alert_rule r on r.org_id = ${orgId} and r.id = a.rule_id`
}

const filtersRow = z.array(z.string())
const aboutRow = z.object({ about: z.string() })

/** A member kept to teams sees what was about these teams when it was raised, whatever its origin is about since. */
async function seen(scope: Scope): Promise<Prisma.Sql> {
  const { orgId, teams } = scope
  if (teams === null) return Prisma.sql`true`
  const [kinds, isSeen] = await Promise.all([
    ownRows(
      orgId,
      Prisma.sql`select distinct to_jsonb(a.filters)::text as about from alert a where a.org_id = ${orgId}`,
      aboutRow,
      { pool: accountPool() },
    ),
    seenFilters(scope),
  ])
  const own = kinds.map(({ about }) => about).filter((about) => isSeen(filtersRow.parse(JSON.parse(about))))
  return Prisma.sql`to_jsonb(a.filters)::text = any (${own}::text[])`
}

function toAlert(found: z.output<typeof row>): Alert {
  const { entity, period_start, period_end, fired_at, acked_at, acked_by, ...rest } = found
  const { resolved_at, resolved_because, ...plain } = rest
  return {
    ...plain,
    entity: entityName(parseEntity(entity)),
    period: { from: period_start.toISOString(), to: period_end?.toISOString() ?? null },
    state: resolved_at ? "resolved" : acked_at ? "acknowledged" : "open",
    fired_at: fired_at.toISOString(),
    acknowledged: acked_at && { at: acked_at.toISOString(), by: acked_by ?? "" },
    resolved: resolved_at && { at: resolved_at.toISOString(), because: resolved_because ?? "" },
  }
}

const STATE_SQL = {
  open: Prisma.sql`a.resolved_at is null and a.acked_at is null`,
  acknowledged: Prisma.sql`a.resolved_at is null and a.acked_at is not null`,
  resolved: Prisma.sql`a.resolved_at is not null`,
} as const

const totalRow = row.extend({ total: z.int() })

/** Alerts that fired within [`from`, `to`), the latest first. Throws `invalid` for an unreadable date. */
export async function listAlerts(scope: Scope, asked: AlertsQuery): Promise<AlertsAnswer> {
  const { orgId } = scope
  const { zone } = await getOrganisation(scope)
  const from = instantOf(asked.from, zone, "from") ?? new Date(Date.now() - USUAL_MS)
  const to = instantOf(asked.to, zone, "to")
  const { budget = null, rule = null, kind = null } = asked
  const rows = await ownRows(
    orgId,
    Prisma.sql`select ${COLUMNS}, (count(*) over ())::integer as total from ${source(orgId)}
      where a.org_id = ${orgId} and a.fired_at >= ${from} and (${to}::timestamptz is null or a.fired_at < ${to})
        and ${asked.state ? STATE_SQL[asked.state] : Prisma.sql`true`}
        and (${kind}::text is null or a.kind = ${kind}) and (${budget}::text is null or g.slug = ${budget})
        and (${rule}::text is null or r.slug = ${rule}) and ${await seen(scope)}
      order by a.fired_at desc, a.id desc limit ${asked.limit}`,
    totalRow,
    { pool: accountPool() },
  )
  return { zone, alerts: rows.map(({ total: _, ...found }) => toAlert(found)), total: rows[0]?.total ?? 0 }
}

const openRow = z.object({ open: z.int(), critical: z.int() })

/** How many alerts are open that the asker sees, and how many of these are critical. */
export async function countOpen(scope: Scope): Promise<z.output<typeof openRow>> {
  const { orgId } = scope
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select count(*)::integer as open, (count(*) filter (where a.severity = 'critical'))::integer as critical
      from alert a where a.org_id = ${orgId} and ${STATE_SQL.open} and ${await seen(scope)}`,
    openRow,
    { pool: accountPool() },
  )
  return row ?? { open: 0, critical: 0 }
}

const detailRow = row.extend({
  facts: alertMessage.shape.facts,
  messages: z.number(),
  reached: z.array(z.string()),
})
const toldRow = z.object({
  endpoint: z.string(),
  id: z.string(),
  what: z.enum(MESSAGE_STATES),
  state: z.enum(DELIVERY_STATES),
  at: z.date(),
  attempts: z.number(),
  fault: z.string().nullable(),
})

/** Where alerts go is told to these roles; what a receiver answered may say it. */
function seesFaults({ actor }: Scope): boolean {
  if (actor.kind === "key") return actor.scopes.includes("admin")
  return actor.kind === "system" || ["owner", "admin", "finance"].includes(actor.role)
}

/** One alert with what was sent of it. Throws `not_found` for what the asker may not see as for what is not there. */
export async function getAlert(scope: Scope, id: number): Promise<AlertDetail> {
  const { orgId } = scope
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select ${COLUMNS}, a.facts, a.messages, a.told as reached from ${source(orgId)}
      where a.org_id = ${orgId} and a.id = ${id} and ${await seen(scope)}`,
    detailRow,
    { pool: accountPool() },
  )
  if (!found) throw new AppError("not_found", "There is no such alert.")
  const keys = Array.from({ length: found.messages }, (_, n) => deliveryKey(id, n))
  const told = await ownRows(
    orgId,
    Prisma.sql`select e.name as endpoint, d.id, d.message ->> 'state' as what, d.state, d.created_at as at, d.attempts,
        (select t.fault from delivery_attempt t where t.org_id = ${orgId} and t.delivery_id = d.id
          order by t.attempt desc limit 1) as fault
      from endpoint e join delivery d on d.org_id = ${orgId} and d.endpoint_id = e.id
      where e.org_id = ${orgId} and d.key = any (${keys}::text[]) order by d.created_at, e.name`,
    toldRow,
    { pool: accountPool() },
  )
  const { facts, reached, messages: _, ...plain } = found
  const isOpen = seesFaults(scope)
  const toTold = ({ at, fault, ...each }: z.output<typeof toldRow>) => ({
    ...each,
    at: at.toISOString(),
    fault: isOpen ? fault : null,
  })
  return { ...toAlert(plain), facts, reached, told: told.map(toTold) }
}

const muteRow = z.object({
  id: z.number(),
  budget: z.string().nullable(),
  rule: z.string().nullable(),
  reason: z.string(),
  by: z.string(),
  at: z.date(),
  until: z.date(),
})

/** What is muted now, the longest first. */
export async function listMutes(scope: Scope): Promise<Mute[]> {
  const { orgId } = scope
  const rows = await ownRows(
    orgId,
    Prisma.sql`select m.id, g.slug as budget, r.slug as rule, m.reason, m.muted_by as by, m.muted_at as at, m.until
      from alert_mute m left join budget g on g.org_id = ${orgId} and g.id = m.budget_id
        left join alert_rule r on r.org_id = ${orgId} and r.id = m.rule_id
      where m.org_id = ${orgId} and m.until > ${new Date()} and (g.id is not null or r.id is not null)
      order by m.until desc, m.id`,
    muteRow,
    { pool: accountPool() },
  )
  const [budgets, rules, isSeen] = await Promise.all([
    seenBudgets(scope),
    allRules(orgId),
    seenFilters(scope),
  ])
  const slugs = {
    budget: new Set(budgets.map(({ slug }) => slug)),
    rule: new Set(rules.filter(({ filters }) => isSeen(filters)).map(({ slug }) => slug)),
  }
  return rows
    .filter(({ budget, rule }) => (budget === null ? slugs.rule.has(rule ?? "") : slugs.budget.has(budget)))
    .map(({ at, until, ...rest }) => ({ ...rest, at: at.toISOString(), until: until.toISOString() }))
}
