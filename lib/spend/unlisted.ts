import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { parseDecimal } from "@/lib/money"
import { isUnlisted } from "./display"
import { spend } from "./queries"
import type { Filter, SpendQuery } from "./schema"
import type { Unlisted } from "./unlisted-lines"

/** Models and groups that are told apart. */
const MOST = 1_000

/** Null where every model that something was billed for has a list price in the range. */
export async function unlistedSpend(scope: Scope, query: SpendQuery): Promise<Unlisted | null> {
  // No course is drawn of it: few buckets make few cells.
  const plain = { ...query, interval: "month" as const, comparison: null, users: false, limit: MOST }
  const byModel = await spend(scope, { ...plain, groupBy: ["model"] })
  const models = byModel.groups.filter(isUnlisted).map(({ key }) => key.model ?? null)
  if (models.length === 0) return null
  const only: Filter = { dimension: "model", operator: "=", values: models }
  const answer = await spend(scope, { ...plain, filters: [...query.filters, only] })
  const keys = answer.groups.filter(({ billed }) => parseDecimal(billed).digits > 0n).map(({ key }) => key)
  return { billed: answer.total.billed, models, keys }
}
