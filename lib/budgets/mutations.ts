import "server-only"
import { addAnnotation } from "@/lib/annotations/add"
import { requireKnown } from "@/lib/attribution/known"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { requireEndpoints } from "@/lib/delivery/known-endpoints"
import { AppError } from "@/lib/errors"
import { parseDecimal, toPico } from "@/lib/money"
import { getPriceBook } from "@/lib/pricing/queries"
import { labelsOf } from "@/lib/spend/labels"
import { limitAt } from "./limit"
import { periodAt } from "./periods"
import { allBudgets, getBudget } from "./queries"
import { cutOf, type Kept, written } from "./rows"
import { type Budget, type BudgetInput, MOST_BUDGETS } from "./schema"

type Content = Omit<Kept, "increases" | "changed_by">

function contentOf(slug: string, input: BudgetInput, currency: string): Content {
  const { scope: filters, amount, fiscal, version: _, ...rest } = input
  return {
    ...rest,
    ...{ id: 0, slug, filters, version: 1, changed_at: new Date() },
    ...{ fiscal_start: fiscal?.start_month ?? null, fiscal_months: fiscal?.months ?? null },
    amount: toPico(parseDecimal(amount)),
    currency: input.currency ?? currency,
  }
}

/** Throws `invalid` where the running period has no limit, or the scope names a key or source that is not there. */
async function requireSense(scope: Scope, content: Content): Promise<void> {
  const [labels, book] = await Promise.all([labelsOf(scope, ["api_key", "source"]), getPriceBook(scope)])
  requireKnown([{ when: content.filters }], labels, "/scope")
  const { zone, fiscalStart, currency } = await getOrganisation(scope)
  const now = new Date()
  const period = periodAt(cutOf(content), now, zone, fiscalStart)
  const { unknown } = limitAt({ ...content, increases: [] }, period, now, { currency, book })
  if (unknown !== null) {
    throw new AppError("invalid", unknown, { errors: [{ pointer: "/currency", detail: unknown }] })
  }
}

async function write(on: Connection, { orgId, actor }: Scope, content: Content): Promise<void> {
  const by = actor.kind === "user" ? actor.userId : null
  const { id, slug, name, filters, each, period, fiscal_start, fiscal_months, currency, version } = content
  const { thresholds, forecast_thresholds, on_exceed, notify, changed_at } = content
  await execute(
    Prisma.sql`insert into budget (org_id, id, slug, name, filters, each, period, fiscal_start, fiscal_months, amount,
        currency, thresholds, forecast_thresholds, on_exceed, notify, version, created_by, created_at, changed_by,
        changed_at)
      values (${orgId}, ${id}, ${slug}, ${name}, ${filters}::text[], ${each}, ${period}, ${fiscal_start}::smallint,
        ${fiscal_months}::smallint, ${written(content).amount}::numeric, ${currency}, ${thresholds}::integer[],
        ${forecast_thresholds}::integer[], ${on_exceed}, ${notify}::text[], ${version}, ${by}::integer, ${changed_at},
        ${by}::integer, ${changed_at})
      on conflict (org_id, id) do update set name = excluded.name, filters = excluded.filters, each = excluded.each,
        period = excluded.period, fiscal_start = excluded.fiscal_start, fiscal_months = excluded.fiscal_months,
        amount = excluded.amount, currency = excluded.currency, thresholds = excluded.thresholds,
        forecast_thresholds = excluded.forecast_thresholds, on_exceed = excluded.on_exceed, notify = excluded.notify,
        version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    { on },
  )
}

async function record(
  on: Connection,
  scope: Scope,
  action: "budget.create" | "budget.change" | "budget.delete",
  { before, after }: { before?: Content | undefined; after?: Content },
): Promise<void> {
  const content = after ?? before
  if (!content) return
  const word = { "budget.create": "added", "budget.change": "changed", "budget.delete": "deleted" }[action]
  await addAnnotation(on, scope, {
    kind: "budget_edit",
    entity: content.name,
    text: `budget ${word}`,
    time: new Date(),
  })
  await recordAudit(on, scope, {
    action,
    subject: `budget ${content.slug}`,
    ...(before ? { before: written(before) } : {}),
    ...(after ? { after: written(after) } : {}),
  })
}

export interface Put {
  budget: Budget
  /** What became of it: a body that says what stands already changes nothing and leaves no entry. */
  outcome: "created" | "changed" | "unchanged"
}

/**
 * Makes the budget of this slug what the body says. Throws `invalid` on a scope or currency that tells no figure and
 * on endpoints that are not there, `conflict` where it is no longer of the version that was read.
 */
export async function putBudget(scope: Scope, slug: string, input: BudgetInput): Promise<Put> {
  requireWholeSight(scope)
  const { orgId } = scope
  const { currency } = await getOrganisation(scope)
  const content = contentOf(slug, input, currency)
  await requireSense(scope, content)
  const outcome = await changeInTurn(orgId, async (on): Promise<Put["outcome"]> => {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('budget'), ${orgId})`, { on })
    const budgets = await allBudgets(orgId, on)
    const before = budgets.find((budget) => budget.slug === slug)
    if (input.version !== undefined && input.version !== (before?.version ?? 0)) {
      throw new AppError("conflict", "Somebody changed this budget since you read it. Read it again.")
    }
    if (before && JSON.stringify(written(before)) === JSON.stringify(written(content))) return "unchanged"
    if (!before && budgets.length >= MOST_BUDGETS) {
      throw new AppError(
        "conflict",
        `There are ${MOST_BUDGETS} budgets, as many as there can be. Delete one first.`,
      )
    }
    await requireEndpoints(on, orgId, content.notify)
    const id = before?.id ?? (await nextId(on, orgId, "budget"))
    const after = { ...content, id, version: (before?.version ?? 0) + 1 }
    await write(on, scope, after)
    await record(on, scope, before ? "budget.change" : "budget.create", { before, after })
    return before ? "changed" : "created"
  })
  return { budget: await getBudget(scope, slug), outcome }
}

/** Throws `not_found`. */
export async function deleteBudget(scope: Scope, slug: string): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const before = (await allBudgets(orgId, on)).find((budget) => budget.slug === slug)
    if (!before) throw new AppError("not_found", `There is no budget "${slug}".`)
    await execute(
      Prisma.sql`delete from budget_increase i where i.org_id = ${orgId} and i.budget_id = ${before.id}`,
      { on },
    )
    await execute(Prisma.sql`delete from budget b where b.org_id = ${orgId} and b.id = ${before.id}`, { on })
    await record(on, scope, "budget.delete", { before })
  })
}
