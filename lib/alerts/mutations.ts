import "server-only"
import * as z from "zod"
import { actorName, recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { seenBudget } from "@/lib/budgets/queries"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { parseLocalOrInstant } from "@/lib/time"
import { getAlert, listMutes } from "./queries"
import { TELLABLE, tellableRow } from "./resolve"
import { allRules } from "./rule-rows"
import type { AlertDetail, Mute, MuteInput } from "./schema"
import { tell } from "./tell"

const MOST_MUTE_MS = 90 * 86_400_000
const MOST_MUTES = 400

/** Says that somebody looks after it; said again, the first one stands. Throws `not_found`. */
export async function acknowledge(scope: Scope, id: number): Promise<AlertDetail> {
  await getAlert(scope, id)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const at = new Date()
    const by = await actorName(on, scope)
    const [alert] = await query(
      Prisma.sql`update alert a set acked_at = ${at}, acked_by = ${by}
        where a.org_id = ${orgId} and a.id = ${id} and a.acked_at is null and a.resolved_at is null
        returning ${TELLABLE}`,
      tellableRow,
      { on },
    )
    if (!alert) return
    if (alert.messages > 0) await tell(on, scope, alert, { state: "acknowledged", at, to: "followers" })
    await recordAudit(on, scope, {
      action: "alert.acknowledge",
      subject: `alert ${id} ${alert.title}`.slice(0, 300),
      after: { at: at.toISOString() },
    })
  })
  return getAlert(scope, id)
}

interface MutedOrigin {
  budgetId: number | null
  ruleId: number | null
}

async function originOf(scope: Scope, { budget, rule }: MuteInput): Promise<MutedOrigin> {
  if (budget !== undefined) return { budgetId: (await seenBudget(scope, budget)).id, ruleId: null }
  const found = (await allRules(scope.orgId)).find(({ slug }) => slug === rule)
  if (!found) throw new AppError("not_found", `There is no rule "${rule}".`)
  return { budgetId: null, ruleId: found.id }
}

/** Throws `invalid` for an end that is not ahead, or too far. */
function untilOf(text: string, zone: string, now: Date): Date {
  const until = parseLocalOrInstant(text, zone)
  if (until > now && until.getTime() - now.getTime() <= MOST_MUTE_MS) return until
  const detail = "A mute ends later than now and within 90 days."
  throw new AppError("invalid", detail, { errors: [{ pointer: "/until", detail }] })
}

/** Has a budget or rule tell nobody for a while. Throws `not_found` for one that is not there. */
export async function addMute(scope: Scope, input: MuteInput): Promise<Mute> {
  requireWholeSight(scope)
  const { orgId } = scope
  const { zone } = await getOrganisation(scope)
  const now = new Date()
  const until = untilOf(input.until, zone, now)
  const { budgetId, ruleId } = await originOf(scope, input)
  if ((await listMutes(scope)).length >= MOST_MUTES) {
    throw new AppError("conflict", `At most ${MOST_MUTES} mutes stand at once. End one first.`)
  }
  const id = await changeInTurn(orgId, async (on) => {
    const added = await nextId(on, orgId, "alert_mute")
    await execute(
      Prisma.sql`insert into alert_mute (org_id, id, budget_id, rule_id, reason, muted_by, muted_at, until)
        values (${orgId}, ${added}, ${budgetId}::integer, ${ruleId}::integer, ${input.reason},
          ${await actorName(on, scope)}, ${now}, ${until})`,
      { on },
    )
    const { budget, rule, reason } = input
    await recordAudit(on, scope, {
      action: "alert_mute.create",
      subject: budget === undefined ? `alert rule ${rule}` : `budget ${budget}`,
      after: { reason, until: until.toISOString() },
    })
    return added
  })
  const made = (await listMutes(scope)).find((mute) => mute.id === id)
  if (!made) throw new Error("A mute that was just made is there.")
  return made
}

const endedRow = z.object({ reason: z.string() })

/** Ends a mute now. Throws `not_found` for one that has ended. */
export async function endMute(scope: Scope, id: number): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const now = new Date()
    const [ended] = await query(
      Prisma.sql`update alert_mute m set until = ${now}
        where m.org_id = ${orgId} and m.id = ${id} and m.until > ${now} returning m.reason`,
      endedRow,
      { on },
    )
    if (!ended) throw new AppError("not_found", "There is no such mute.")
    await recordAudit(on, scope, { action: "alert_mute.end", subject: `alert mute ${id}`, before: ended })
  })
}
