import type { HealthKey } from "@/lib/health/paths"
import { DEFAULT_VIEW, type SearchParams, type View, viewHref } from "@/lib/spend/url"

export const HEALTH_PATH = "/health"

/** What the address says beside it: the last 24 hours against those before. */
export const HEALTH_VIEW: View = {
  ...DEFAULT_VIEW,
  range: { kind: "preset", preset: "24h" },
  groupBy: ["provider", "route"],
}

/** The page's own part of the address: whether rows are parted by model, and which row is chosen. */
export interface HealthChoice {
  byModel: boolean
  chosen: HealthKey | null
}

function one(params: SearchParams, name: string): string | null {
  const value = params instanceof URLSearchParams ? params.get(name) : params[name]
  return typeof value === "string" && value !== "" ? value : null
}

export function healthChoice(params: SearchParams): HealthChoice {
  const [provider, model, route] = ["provider", "model", "route"].map((name) => one(params, name))
  const byModel = one(params, "by") === "model"
  const isWhole = provider && route && (model !== null) === byModel
  return { byModel, chosen: isWhole ? { provider, model: model ?? null, route } : null }
}

export function healthHref(view: View, { byModel, chosen }: HealthChoice): string {
  const own = new URLSearchParams()
  if (byModel) own.set("by", "model")
  for (const [name, value] of Object.entries(chosen ?? {})) if (value !== null) own.set(name, value)
  return viewHref(HEALTH_PATH, view, HEALTH_VIEW, own.toString())
}
