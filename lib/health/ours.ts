import "server-only"
import type { Scope } from "@/lib/auth/scope"
import type { ErrorClass } from "@/lib/providers/schema"
import type { Dimension } from "@/lib/spend/schema"
import { faultOf } from "./fault"
import { outcomes } from "./outcomes"
import { type Retirement, retirementOf } from "./retiring"
import { askedOf, type HealthWindow } from "./window"

const HOUR_MS = 3_600_000

/** A fault that no provider is blamed for. */
export interface OurFault {
  errorClass: ErrorClass
  provider: string
  route: string
  /** The key of an account's fault, the feature of a caller's; null is Unattributed. */
  where: string | null
  dimension: "api_key" | "feature"
  calls: number
  /** It happened within the last hour of the window. */
  isNow: boolean
}

/** Faults of accounts by key and of callers by feature, most calls first: ours to fix, not counted against a provider. */
export async function ourFaults(scope: Scope, window: HealthWindow): Promise<OurFault[]> {
  const lastHour = {
    ...window,
    from: new Date(Math.max(window.from.getTime(), window.to.getTime() - HOUR_MS)),
  }
  const found = await Promise.all([
    faultsBy(scope, window, lastHour, "api_key"),
    faultsBy(scope, window, lastHour, "feature"),
  ])
  return found.flat().sort((a, b) => b.calls - a.calls)
}

async function faultsBy(
  scope: Scope,
  window: HealthWindow,
  lastHour: HealthWindow,
  dimension: OurFault["dimension"],
): Promise<OurFault[]> {
  const kind = dimension === "api_key" ? "account" : "caller"
  const read = async (of: HealthWindow) => {
    const asked = await askedOf(scope, of, [dimension satisfies Dimension])
    const rows = await outcomes(asked, { interval: null, also: dimension })
    return rows.flatMap(({ status, error_class: errorClass, provider, route, also, calls }) =>
      status === "error" && errorClass !== null && errorClass !== "cancelled" && faultOf(errorClass) === kind
        ? [{ errorClass, provider, route, where: asked.labels.nameOf(dimension, also), calls }]
        : [],
    )
  }
  const [all, recent] = await Promise.all([read(window), read(lastHour)])
  const textOf = (row: (typeof all)[number]) =>
    JSON.stringify([row.errorClass, row.provider, row.route, row.where])
  const now = new Set(recent.filter(({ calls }) => calls > 0).map(textOf))
  const sums = new Map<string, OurFault>()
  for (const row of all) {
    const text = textOf(row)
    const sum = sums.get(text)
    if (sum) sum.calls += row.calls
    else sums.set(text, { ...row, dimension, isNow: now.has(text) })
  }
  return [...sums.values()].filter(({ calls }) => calls > 0)
}

export interface RetiringModel {
  retirement: Retirement
  model: string
  calls: number
}

/** Models still called in the window whose end is known, the most called first. */
export async function retiringModels(scope: Scope, window: HealthWindow): Promise<RetiringModel[]> {
  const rows = await outcomes(await askedOf(scope, window), { interval: null })
  const used = new Map<string, RetiringModel>()
  for (const { provider, model, calls } of rows) {
    const retirement = retirementOf(provider, model)
    if (!retirement) continue
    const text = `${provider} ${model}`
    const sum = used.get(text) ?? { retirement, model, calls: 0 }
    sum.calls += calls
    used.set(text, sum)
  }
  return [...used.values()].filter(({ calls }) => calls > 0).sort((a, b) => b.calls - a.calls)
}
