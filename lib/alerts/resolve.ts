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

const endedRow = z.object({ id: z.number(), gone: z.boolean() })
/** One transaction closes so many; the next look closes the rest. */
const AT_ONCE = 200

/** Closes the alerts of budgets whose period has ended or which are gone. */
export async function resolveEnded(on: Connection, scope: Scope, at: Date): Promise<void> {
  const { orgId } = scope
  const ended = await query(
    Prisma.sql`select a.id, g.id is null as gone
      from alert a left join budget g on g.org_id = ${orgId} and g.id = a.budget_id
      where a.org_id = ${orgId} and a.budget_id is not null and a.resolved_at is null
        and (g.id is null or a.period_end <= ${at})
      order by a.id limit ${AT_ONCE}`,
    endedRow,
    { on },
  )
  const ids = (isGone: boolean) => ended.filter(({ gone }) => gone === isGone).map(({ id }) => id)
  const to = "followers" as const
  await resolveAlerts(on, scope, ids(true), { because: "The budget was deleted.", at, to })
  await resolveAlerts(on, scope, ids(false), { because: "The period ended.", at, to })
}
