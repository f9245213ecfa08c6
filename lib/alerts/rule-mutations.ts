import "server-only"
import { requireKnown } from "@/lib/attribution/known"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { requireEndpoints } from "@/lib/delivery/known-endpoints"
import { AppError } from "@/lib/errors"
import { labelsOf } from "@/lib/spend/labels"
import { getRule } from "./rule-queries"
import { allRules, type KeptRule, writtenRule } from "./rule-rows"
import { MOST_RULES, type Rule, type RuleInput } from "./rule-schema"

const textOf = (rule: Parameters<typeof writtenRule>[0]) => JSON.stringify(writtenRule(rule))
const inputOf = ({ filters, ...rest }: KeptRule) => ({ ...rest, scope: filters })

async function write(
  on: Connection,
  { orgId, actor }: Scope,
  { id, slug, version }: Pick<KeptRule, "id" | "slug" | "version">,
  input: RuleInput,
): Promise<void> {
  const by = actor.kind === "user" ? actor.userId : null
  const now = new Date()
  const { name, condition, scope, each, renotify_hours, notify, paused } = input
  await execute(
    Prisma.sql`insert into alert_rule (org_id, id, slug, name, kind, filters, each, settings, renotify_hours, notify,
        paused, version, created_by, created_at, changed_by, changed_at)
      values (${orgId}, ${id}, ${slug}, ${name}, ${condition.kind}, ${scope}::text[], ${each},
        ${JSON.stringify(condition)}::jsonb, ${renotify_hours}::integer, ${notify}::text[], ${paused}, ${version},
        ${by}::integer, ${now}, ${by}::integer, ${now})
      on conflict (org_id, id) do update set name = excluded.name, kind = excluded.kind, filters = excluded.filters,
        each = excluded.each, settings = excluded.settings, renotify_hours = excluded.renotify_hours,
        notify = excluded.notify, paused = excluded.paused, version = excluded.version,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    { on },
  )
}

export interface PutRule {
  rule: Rule
  /** What became of it: a body that says what stands already changes nothing and leaves no entry. */
  outcome: "created" | "changed" | "unchanged"
}

/**
 * Makes the rule of this slug what the body says. Throws `invalid` on a scope that names a key or source, and on an
 * endpoint, that is not there, `conflict` where it is no longer of the version that was read.
 */
export async function putRule(scope: Scope, slug: string, input: RuleInput): Promise<PutRule> {
  requireWholeSight(scope)
  const { orgId } = scope
  requireKnown([{ when: input.scope }], await labelsOf(scope, ["api_key", "source"]), "/scope")
  const outcome = await changeInTurn(orgId, async (on): Promise<PutRule["outcome"]> => {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('alert_rule'), ${orgId})`, { on })
    const rules = await allRules(orgId, on)
    const before = rules.find((rule) => rule.slug === slug)
    if (input.version !== undefined && input.version !== (before?.version ?? 0)) {
      throw new AppError("conflict", "Somebody changed this rule since you read it. Read it again.")
    }
    if (before && textOf(inputOf(before)) === textOf(input)) return "unchanged"
    if (!before && rules.length >= MOST_RULES) {
      throw new AppError(
        "conflict",
        `There are ${MOST_RULES} rules, as many as there can be. Delete one first.`,
      )
    }
    await requireEndpoints(on, orgId, input.notify)
    const id = before?.id ?? (await nextId(on, orgId, "alert_rule"))
    await write(on, scope, { id, slug, version: (before?.version ?? 0) + 1 }, input)
    await recordAudit(on, scope, {
      action: before ? "alert_rule.change" : "alert_rule.create",
      subject: `alert rule ${slug}`,
      ...(before ? { before: writtenRule(inputOf(before)) } : {}),
      after: writtenRule(input),
    })
    return before ? "changed" : "created"
  })
  return { rule: await getRule(scope, slug), outcome }
}

/** Its history stays. Throws `not_found`. */
export async function deleteRule(scope: Scope, slug: string): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const before = (await allRules(orgId, on)).find((rule) => rule.slug === slug)
    if (!before) throw new AppError("not_found", `There is no rule "${slug}".`)
    await execute(
      Prisma.sql`delete from alert_state s where s.org_id = ${orgId} and s.rule_id = ${before.id}`,
      {
        on,
      },
    )
    await execute(Prisma.sql`delete from alert_rule r where r.org_id = ${orgId} and r.id = ${before.id}`, {
      on,
    })
    await recordAudit(on, scope, {
      action: "alert_rule.delete",
      subject: `alert rule ${slug}`,
      before: writtenRule(inputOf(before)),
    })
  })
}
