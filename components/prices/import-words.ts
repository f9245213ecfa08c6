import { formatCount } from "@/lib/money-format"
import type { PriceImportAnswer } from "@/lib/pricing/api-schema"

export const changesOf = ({ added, ended }: Pick<PriceImportAnswer, "added" | "ended">) => added + ended

/** What the button does: `Import 3 changes`. */
export function importWords(answer: Pick<PriceImportAnswer, "added" | "ended">): string {
  const changes = changesOf(answer)
  return `Import ${formatCount(changes)} ${changes === 1 ? "change" : "changes"}`
}

/** `2 added, 1 ended, 14 unchanged, 1 invalid`; what is none is left out. */
export function summaryWords(answer: PriceImportAnswer): string {
  const states = ["added", "ended", "unchanged", "invalid"] as const
  const said = states.flatMap((state) =>
    answer[state] > 0 ? [`${formatCount(answer[state])} ${state}`] : [],
  )
  const rest =
    answer.invalid > 0 ? ". Mend the invalid lines first: a file is imported whole or not at all." : "."
  return `${said.join(", ")}${rest}`
}
