import type { StatusKind } from "@/components/ui/status"
import { formatCount, formatMoney, formatMoneyChange } from "@/lib/money-format"
import type { RerateDetail, RerateFigures, RerateSummary } from "@/lib/rerate/schema"
import { localDate } from "@/lib/time"
import { formatDate, monthName } from "@/lib/time-format"

interface StateWords {
  kind: StatusKind
  word: string
}

const STATES: Record<RerateSummary["state"], StateWords> = {
  previewing: { kind: "info", word: "Dry run under way" },
  previewed: { kind: "info", word: "Previewed" },
  checking: { kind: "info", word: "Checking the preview" },
  applying: { kind: "info", word: "Being applied" },
  applied: { kind: "ok", word: "Applied" },
  stale: { kind: "warn", word: "Stale" },
  stopped: { kind: "warn", word: "Stopped" },
  cancelled: { kind: "none", word: "Cancelled" },
}

export const stateWords = ({ state }: Pick<RerateSummary, "state">): StateWords => STATES[state]

/** Whether the worker is still at it. */
export function isAtWork({ state }: Pick<RerateSummary, "state">): boolean {
  return state === "previewing" || state === "checking" || state === "applying"
}

/** What a state means for the ledger, where the word alone does not say it. */
export function stateSentence({ state }: Pick<RerateSummary, "state">): string | null {
  if (state === "stale") {
    return "The price list or the calls changed since the preview, so that the figures would be others. Nothing moved: preview again."
  }
  if (state === "stopped") return "What was written until then stands; the other calls keep their price."
  return state === "previewed" ? "Nothing has moved yet." : null
}

/** `1 Nov 2026 to 19 Nov 2026`: local days, the last of them included where the range ends at midnight. */
export function rangeWords({ from, to }: Pick<RerateSummary, "from" | "to">, zone: string): string {
  const last = new Date(Date.parse(to) - 1)
  const [first, final] = [new Date(from), last].map((time) => formatDate(time, zone))
  return localDate(new Date(from), zone) === localDate(last, zone) ? `${first}` : `${first} to ${final}`
}

export function scopeWords({ provider, model }: Pick<RerateSummary, "provider" | "model">): string {
  return [provider, model].filter(Boolean).join(" ") || "every model"
}

function monthsWords(months: RerateDetail["by_month"]): string {
  const moved = months.filter(({ difference, changed }) => changed > 0 || difference !== "0")
  const names = moved.map(({ month }) => monthName(new Date(`${month}T12:00:00Z`), "UTC"))
  const [first, last] = [names[0] ?? "", names.at(-1) ?? ""]
  return first === last ? first : `${first} to ${last}`
}

/** What applying would do: `Re-rate 48,210 calls: −$612.35 in November 2026. History keeps both.` */
export function applyWords({ total, currency, by_month }: RerateDetail): string {
  const calls = `${formatCount(total.changed)} ${total.changed === 1 ? "call" : "calls"}`
  return `Re-rate ${calls}: ${formatMoneyChange(total.difference, currency)} in ${monthsWords(by_month)}. History keeps both.`
}

/** `3 calls, 4,500 tokens`; `none`. */
export function unpricedWords({ calls, tokens }: RerateFigures["unpriced_before"]): string {
  if (calls === 0 && tokens === 0) return "none"
  return `${formatCount(calls)} ${calls === 1 ? "call" : "calls"}, ${formatCount(tokens)} tokens`
}

/** An amount; `–` where no call of it has a price. */
export function amountWords(
  amount: string,
  unpriced: RerateFigures["unpriced_before"],
  { calls }: RerateFigures,
  currency: string,
): string {
  return calls > 0 && unpriced.calls >= calls && amount === "0" ? "–" : formatMoney(amount, currency)
}
