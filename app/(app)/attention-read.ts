import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { readBudgetLines } from "@/app/(app)/budgets/budgets-read"
import { whereWords } from "@/components/anomalies/anomaly-words"
import type { BudgetLine } from "@/components/budgets/budget-line"
import { attentionOf } from "@/components/budgets/budget-notices"
import type { AttentionLine } from "@/components/overview/attention-line"
import { listAnomalies } from "@/lib/anomalies/queries"
import type { Scope } from "@/lib/auth/scope"
import { readSection } from "@/lib/http/read-section"
import { formatMoney } from "@/lib/money-format"
import { formatRange } from "@/lib/time-format"

const DAY_MS = 86_400_000
const MOST_ANOMALIES = 2
/** From when the page began to read: about as long as its own figures take at ten million events. */
const PATIENCE_MS = 600

async function anomalyLines(scope: Scope, now: Date): Promise<AttentionLine[]> {
  const from = new Date(now.getTime() - DAY_MS).toISOString()
  const { anomalies, currency, zone } = await listAnomalies(scope, { from, limit: 20 })
  return anomalies
    .filter(({ state }) => state !== "withdrawn")
    .slice(0, MOST_ANOMALIES)
    .map((anomaly) => ({
      id: `anomaly-${anomaly.id}`,
      state: "unusual",
      text: `${whereWords(anomaly)} cost ${formatMoney(anomaly.impact, currency)} more than usual, ${formatRange(new Date(anomaly.from), new Date(anomaly.to), zone)}.`,
      href: "/anomalies",
      word: "Open anomalies",
    }))
}

export interface Attention {
  /** Every budget that the asker sees. */
  budgets: BudgetLine[]
  lines: AttentionLine[]
}

const LATE: Attention = {
  budgets: [],
  lines: [
    {
      ...{ id: "late", state: "partial", text: "Budgets and anomalies take longer to read than this page." },
      ...{ href: "/budgets", word: "Open budgets" },
    },
  ],
}

/**
 * What of budgets and anomalies needs attention. What cannot be read is a line of its own and keeps nothing else, and
 * what takes long does not keep the figures waiting.
 */
export function readAttention(scope: Scope, now: Date): Promise<Attention> {
  return Promise.race([attention(scope, now), sleep(PATIENCE_MS, LATE, { ref: false })])
}

async function attention(scope: Scope, now: Date): Promise<Attention> {
  const [budgets, anomalies] = await Promise.all([
    readSection("Budgets", () => readBudgetLines(scope)),
    readSection("Anomalies", () => anomalyLines(scope, now)),
  ])
  const failed = [budgets, anomalies].flatMap((found): AttentionLine[] =>
    found.ok ? [] : [{ id: found.sentence, state: "partial", text: found.sentence, href: null, word: "" }],
  )
  return {
    budgets: budgets.ok ? budgets.value : [],
    lines: [
      ...(budgets.ok ? attentionOf(budgets.value) : []),
      ...(anomalies.ok ? anomalies.value : []),
      ...failed,
    ],
  }
}
