import * as z from "zod"
import type { budgetInput } from "@/lib/budgets/schema"
import { parseDecimal, toPico } from "@/lib/money"
import { addUnits, localDate, zonedStart } from "@/lib/time"
import { callApi } from "./api"
import { ZONE } from "./calendar"

interface Plan {
  name: string
  scope: Record<string, string>
  each?: "user"
  /** Of what the scope cost in the month before, in percent. */
  percent: bigint
  onExceed?: "deny"
}

/** One that is passed, one that will be, and some that hold. */
const PLANS: Readonly<Record<string, Plan>> = {
  "all-spend": { name: "All spend", scope: {}, percent: 115n },
  "developer-tools": { name: "Developer tools", scope: { team: "Developer tools" }, percent: 105n },
  support: { name: "Support", scope: { team: "Support" }, percent: 80n },
  commerce: { name: "Commerce", scope: { team: "Commerce" }, percent: 130n },
  "each-developer": {
    name: "Developer tools, each user",
    scope: { team: "Developer tools" },
    each: "user",
    percent: 10n,
    onExceed: "deny",
  },
}

const answered = z.object({ total: z.object({ billed: z.string() }) })

/** In whole dollars with two digits that count, so that it reads like an amount that people agreed on. */
export function roundAmount(billed: string, percent: bigint): string {
  const dollars = (toPico(parseDecimal(billed)) * percent) / 100n / 1_000_000_000_000n
  const unit = 10n ** BigInt(Math.max(0, dollars.toString().length - 2))
  const rounded = ((dollars + unit / 2n) / unit) * unit
  return (rounded > 0n ? rounded : 1n).toString()
}

/** Gives the demo its budgets, each by what its scope cost in the month before; those that stand already stay. */
export async function ensureDemoBudgets(serverUrl: string, key: string, now: Date): Promise<void> {
  const month = zonedStart(now, "month", ZONE)
  const [from, to] = [addUnits(month, "month", -1, ZONE), month].map((start) => localDate(start, ZONE))
  const { budgets } = z
    .object({ budgets: z.array(z.unknown()) })
    .parse(await callApi(`${serverUrl}/api/v1/budgets`, key, "GET"))
  if (budgets.length > 0) return
  for (const [slug, { name, scope, each, percent, onExceed }] of Object.entries(PLANS)) {
    const filters = Object.entries(scope).map(([field, value]) => ["filter", `${field}=${value}`])
    const search = new URLSearchParams([
      ["from", from ?? ""],
      ["to", to ?? ""],
      ["interval", "month"],
      ...filters,
    ])
    const { total } = answered.parse(await callApi(`${serverUrl}/api/v1/spend?${search}`, key, "GET"))
    const body: z.input<typeof budgetInput> = {
      name,
      scope,
      ...(each ? { each } : {}),
      period: "month",
      amount: roundAmount(total.billed, percent),
      thresholds: [50, 80, 100],
      forecast_thresholds: [100],
      ...(onExceed ? { on_exceed: onExceed } : {}),
    }
    await callApi(`${serverUrl}/api/v1/budgets/${slug}`, key, "PUT", body)
  }
}
