import { DescriptionList } from "@/components/ui/description-list"
import type { Answered } from "@/lib/budgets/answered-schema"
import { formatCount, formatMoney } from "@/lib/money-format"

function msWords(ms: number | null): string {
  if (ms === null) return "not known"
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

/** How "may I spend?" was answered, and what is held. */
export function AnsweredFacts({ answered }: { answered: Answered }) {
  const { allowed, warned, denied, p50_ms, p95_ms, currency, held, open_reservations, max_overshoot } =
    answered
  const asked = allowed + warned + denied
  const open = `${formatCount(open_reservations)} open ${open_reservations === 1 ? "reservation" : "reservations"}`
  const times = [
    { term: "Half answered within", value: msWords(p50_ms) },
    { term: "95% answered within", value: msWords(p95_ms) },
  ]
  return (
    <DescriptionList
      items={[
        { term: "Allowed", value: formatCount(allowed) },
        { term: "Allowed with a warning", value: formatCount(warned) },
        { term: "Denied", value: formatCount(denied) },
        ...(asked === 0 ? [] : times),
        { term: "Held now", value: `${formatMoney(held, currency)}, ${open}` },
        { term: "Beyond a limit that denies", value: formatMoney(max_overshoot, currency) },
      ]}
    />
  )
}
