import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import type { Filter } from "@/lib/spend/schema"
import { seenContexts } from "@/lib/spend/sight"
import { INCIDENT_STATES, type IncidentPath } from "./incident"
import { PATH_PARTS } from "./paths"

const count = z.bigint().transform(Number)
const row = z.object({
  id: z.int(),
  provider: z.string(),
  route: z.string(),
  model: z.string().nullable(),
  from: z.date(),
  until: z.date(),
  state: z.enum(INCIDENT_STATES),
  errorClass: z.enum(ERROR_CLASSES).nullable(),
  calls: count,
  faults: count,
  requestsFailed: count,
  rescued: count,
  retried: count,
  lost: count,
  failedPico: z.string().transform(BigInt),
  /** Null of an incident whose unpriced calls were not counted yet. */
  failedUnpriced: count.nullable(),
  /** Most faults first; null of an incident whose models were not counted. */
  models: z.array(z.object({ model: z.string(), faults: z.int() })).nullable(),
})

/** What an incident did, of everybody's calls. */
export type IncidentFigures = Pick<
  z.output<typeof row>,
  | "calls"
  | "faults"
  | "requestsFailed"
  | "rescued"
  | "retried"
  | "lost"
  | "failedPico"
  | "failedUnpriced"
  | "models"
>

export interface Incident
  extends Pick<
    z.output<typeof row>,
    "id" | "provider" | "route" | "model" | "from" | "until" | "state" | "errorClass"
  > {
  /** Null for whoever is kept to teams: they are of everybody's calls. */
  figures: IncidentFigures | null
}

const openRow = z.object({ open: count })

/** What the asker may know of: which models others call is theirs to know. */
function seen(scope: Scope): Prisma.Sql {
  return scope.teams === null
    ? Prisma.sql`true`
    : Prisma.sql`(i.model is null or exists (select 1 from context x where x.org_id = ${scope.orgId}
        and x.provider = i.provider and x.route = i.route and x.model = i.model and ${seenContexts(scope)}))`
}

/** How many providers' routes, and models of others, are down now. */
export async function countDown(scope: Scope): Promise<number> {
  const { orgId } = scope
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select count(distinct (i.provider, i.route, i.model)) as open from incident i
      where i.org_id = ${orgId} and i.state = 'open' and ${seen(scope)}`,
    openRow,
  )
  return row?.open ?? 0
}

/** Whether an incident's path holds to the filters by its parts; other filters say nothing of it. */
export function holdsTo(incident: IncidentPath, filters: readonly Filter[]): boolean {
  return filters.every(({ dimension, operator, values }) => {
    const part = PATH_PARTS.find((each) => each === dimension)
    const value = part === undefined ? null : incident[part]
    if (value === null) return true
    if (operator === "~")
      return values.some((part) => value.toLowerCase().includes((part ?? "").toLowerCase()))
    return values.includes(value) === (operator === "=")
  })
}

/**
 * Incidents that share an instant with [`from`, `to`), the latest first; those withdrawn are left out, and for whoever is
 * kept to teams those of models that these teams never called.
 */
export async function listIncidents(
  scope: Scope,
  { from, to, limit }: { from: Date; to: Date; limit: number },
): Promise<Incident[]> {
  const rows = await ownRows(
    scope.orgId,
    Prisma.sql`
      select i.id, i.provider, i.route, i.model, i.models, i.opened_at as "from", i.until_time as until, i.state,
        i.error_class as "errorClass", i.calls, i.faults, i.requests_failed as "requestsFailed", i.rescued, i.retried,
        i.lost, i.failed_pico::text as "failedPico", i.failed_unpriced as "failedUnpriced"
      from incident i
      where i.org_id = ${scope.orgId} and i.state <> 'withdrawn' and i.opened_at < ${to}
        and (i.until_time > ${from} or i.state = 'open') and ${seen(scope)}
      order by i.opened_at desc, i.id desc limit ${limit}`,
    row,
  )
  return rows.map(({ id, provider, route, model, from, until, state, errorClass, ...figures }) => ({
    ...{ id, provider, route, model, from, until, state, errorClass },
    figures: scope.teams === null ? figures : null,
  }))
}
