import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { alertMessage } from "@/lib/delivery/message"
import { tell } from "./tell"

const { facts, severity } = alertMessage.shape

/** What is read of an alert to make another message of it. */
export const tellableRow = z.object({
  id: z.number(),
  title: z.string(),
  sentence: z.string(),
  facts,
  severity,
  notify: z.array(z.string()),
  messages: z.number(),
  muted: z.boolean(),
})
export const TELLABLE = Prisma.sql`a.id, a.title, a.sentence, a.facts, a.severity, a.notify, a.messages, a.muted`

interface Resolution {
  because: string
  at: Date
  to: "all" | "followers"
}

/** Closes alerts that are open and tells so whoever was told of them, in the caller's transaction. */
export async function resolveAlerts(
  on: Connection,
  scope: Scope,
  ids: readonly number[],
  { because, at, to }: Resolution,
): Promise<void> {
  const { orgId } = scope
  if (ids.length === 0) return
  const open = await query(
    Prisma.sql`select ${TELLABLE} from alert a
      where a.org_id = ${orgId} and a.id = any (${[...ids]}::integer[]) and a.resolved_at is null
      order by a.id for update`,
    tellableRow,
    { on },
  )
  for (const alert of open) {
    await execute(
      Prisma.sql`update alert a set resolved_at = ${at}, resolved_because = ${because}
        where a.org_id = ${orgId} and a.id = ${alert.id}`,
      { on },
    )
    if (alert.messages > 0) await tell(on, scope, alert, { state: "resolved", at, to })
  }
}

const endedRow = z.object({ id: z.number(), because: z.string() })
/** One transaction closes so many; the next look closes the rest. */
const AT_ONCE = 200

/** Closes the alerts of budgets whose period has ended, and those of budgets and rules that are gone. */
export async function resolveEnded(on: Connection, scope: Scope, at: Date): Promise<void> {
  const { orgId } = scope
  const ended = await query(
    Prisma.sql`select a.id, case when a.rule_id is not null then 'The rule was deleted.'
        when g.id is null then 'The budget was deleted.' else 'The period ended.' end as because
      from alert a left join budget g on g.org_id = ${orgId} and g.id = a.budget_id
        left join alert_rule r on r.org_id = ${orgId} and r.id = a.rule_id
      where a.org_id = ${orgId} and a.resolved_at is null
        and ((a.budget_id is not null and (g.id is null or a.period_end <= ${at}))
          or (a.rule_id is not null and r.id is null))
      order by a.id limit ${AT_ONCE}`,
    endedRow,
    { on },
  )
  for (const because of new Set(ended.map((each) => each.because))) {
    const ids = ended.filter((each) => each.because === because).map(({ id }) => id)
    await resolveAlerts(on, scope, ids, { because, at, to: "followers" })
  }
}
