import "server-only"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { picoToString } from "@/lib/money"
import { parseLocalOrInstant } from "@/lib/time"
import { getBudget, seenBudget } from "./queries"
import type { Budget, IncreaseInput } from "./schema"

const MOST_INCREASES = 50
/** Those that have ended are still part of the limits of their time. */
const MOST_KNOWN = 500

/** Raises the limit of a budget while it lasts. Throws `invalid` where it ends before it begins or now. */
export async function addIncrease(scope: Scope, slug: string, input: IncreaseInput): Promise<Budget> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  const { zone } = await getOrganisation(scope)
  const now = new Date()
  const from = input.from === undefined ? now : parseLocalOrInstant(input.from, zone)
  const until = parseLocalOrInstant(input.until, zone)
  if (until <= from || until <= now) {
    const detail = "An increase ends after it begins, and later than now."
    throw new AppError("invalid", detail, { errors: [{ pointer: "/until", detail }] })
  }
  const { id: budgetId, increases } = await seenBudget(scope, slug)
  if (increases.filter(({ ends_at }) => ends_at > now).length >= MOST_INCREASES) {
    throw new AppError(
      "conflict",
      `At most ${MOST_INCREASES} increases stand at once. Change the amount instead.`,
    )
  }
  if (increases.length >= MOST_KNOWN) {
    throw new AppError(
      "conflict",
      `A budget has at most ${MOST_KNOWN} increases in about two years, those that have ended included. Change the amount instead.`,
    )
  }
  await changeInTurn(orgId, async (on) => {
    const id = await nextId(on, orgId, "budget_increase")
    await execute(
      Prisma.sql`insert into budget_increase (org_id, budget_id, id, amount, starts_at, ends_at, reason, created_by,
          created_at)
        values (${orgId}, ${budgetId}, ${id}, ${input.amount}::numeric, ${from}, ${until}, ${input.reason},
          ${actor.kind === "user" ? actor.userId : null}::integer, ${now})`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "budget.increase",
      subject: `budget ${slug}`,
      after: { id, ...input },
    })
  })
  return getBudget(scope, slug)
}

/** Takes an increase back at once. Throws `not_found`. */
export async function endIncrease(scope: Scope, slug: string, id: number): Promise<Budget> {
  requireWholeSight(scope)
  const { orgId } = scope
  const budget = await seenBudget(scope, slug)
  const before = budget.increases.find((increase) => increase.id === id)
  if (!before) throw new AppError("not_found", `The budget "${slug}" has no such increase.`)
  await changeInTurn(orgId, async (on) => {
    const gone = await execute(
      Prisma.sql`delete from budget_increase i
        where i.org_id = ${orgId} and i.budget_id = ${budget.id} and i.id = ${id}`,
      { on },
    )
    if (gone === 0) throw new AppError("not_found", `The budget "${slug}" has no such increase.`)
    const { amount, reason } = before
    await recordAudit(on, scope, {
      action: "budget.end_increase",
      subject: `budget ${slug}`,
      before: { id, amount: picoToString(amount), reason },
    })
  })
  return getBudget(scope, slug)
}
