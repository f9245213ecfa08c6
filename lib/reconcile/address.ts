import { DEFAULT_VIEW, type SearchParams, type View, viewHref } from "@/lib/spend/url"
import { dayPlus } from "./closed"
import { BY, type By } from "./rows-schema"
import { type ReconcileRow, STATES } from "./schema"

export const RECONCILE_PATH = "/reconcile"

/** What the address says beside it: the last 30 days, row by row. */
export const RECONCILE_VIEW: View = { ...DEFAULT_VIEW, range: { kind: "preset", preset: "30d" } }

export type State = (typeof STATES)[number]

/** A model of a biller on a day. */
export interface RowPlace {
  day: string
  provider: string
  model: string | null
}

/** The page's own part of the address. */
export interface ReconcileChoice {
  by: By
  provider: string[]
  model: string[]
  state: State[]
  row: RowPlace | null
  bill: number | null
}

function all(params: SearchParams, name: string): string[] {
  if (params instanceof URLSearchParams) return params.getAll(name)
  const value = params[name]
  return value === undefined ? [] : typeof value === "string" ? [value] : [...value]
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** `2026-11-03|openai|gpt-5`; the model is what stands after the second bar, nothing where the bill names none. */
function placeOf(text: string | undefined): RowPlace | null {
  const [day = "", provider = "", ...model] = (text ?? "").split("|")
  if (!DAY.test(day) || provider === "") return null
  return { day, provider, model: model.join("|") || null }
}

export function placeText({ day, provider, model }: RowPlace): string {
  return `${day}|${provider}|${model ?? ""}`
}

export function reconcileChoice(params: SearchParams): ReconcileChoice {
  const few = (name: string) => all(params, name).slice(0, 50)
  const bill = Number(all(params, "bill")[0])
  return {
    by: BY.find((each) => each === all(params, "by")[0]) ?? "row",
    provider: few("provider"),
    model: few("model"),
    state: few("state").flatMap((text) => STATES.find((each) => each === text) ?? []),
    row: placeOf(all(params, "row")[0]),
    bill: Number.isSafeInteger(bill) && bill > 0 && bill < 2_147_483_648 ? bill : null,
  }
}

export function reconcileHref(view: View, choice: ReconcileChoice): string {
  const own = new URLSearchParams()
  if (choice.by !== "row") own.set("by", choice.by)
  for (const provider of choice.provider) own.append("provider", provider)
  for (const model of choice.model) own.append("model", model)
  for (const state of choice.state) own.append("state", state)
  if (choice.row) own.set("row", placeText(choice.row))
  if (choice.bill !== null) own.set("bill", String(choice.bill))
  return viewHref(RECONCILE_PATH, view, RECONCILE_VIEW, own.toString())
}

/** One step closer: into a day, a provider's models, a model's days; a row opens what is known of it. */
export function closerHref(view: View, choice: ReconcileChoice, row: ReconcileRow): string {
  const { day, provider, model } = row
  const next: ReconcileChoice = { ...choice, by: "row", row: null }
  if (choice.by === "day" && day) {
    const range = { kind: "custom" as const, from: day, to: dayPlus(day, 1) }
    return reconcileHref({ ...view, range }, next)
  }
  if (provider === null) return reconcileHref(view, next)
  if (choice.by === "provider") return reconcileHref(view, { ...next, by: "model", provider: [provider] })
  if (choice.by === "model") {
    return reconcileHref(view, { ...next, provider: [provider], model: [model ?? ""] })
  }
  return `${reconcileHref(view, { ...choice, row: { day: day ?? "", provider, model } })}#row`
}
