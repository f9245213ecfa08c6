import type { Figure } from "./figures"
import type { Bench } from "./ingest"
import { msToAnswer, timesInTurn } from "./queries"

const DAY = 86_400_000

/** One question for each kind of panel on the page. */
function asked(): Record<string, string> {
  const since = (days: number) =>
    `from=${encodeURIComponent(new Date(Date.now() - days * DAY).toISOString())}`
  const path = "filter=provider=openai&filter=route=direct"
  return {
    "24 hours by provider and route": `${since(1)}&group_by=provider,route`,
    "24 hours by model": since(1),
    "30 days by provider and route": `${since(30)}&group_by=provider,route`,
    "strips of 90 days": `${since(90)}&group_by=provider,route&interval=day`,
    "one route by the hour": `${since(1)}&group_by=&interval=hour&${path}`,
    "24 hours of one environment": `${since(1)}&group_by=provider,route&filter=environment=production`,
  }
}

const MOST_MS = 150

/** How fast providers' health is told, from the server. */
export async function healthFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  const questions = Object.entries(asked()).map(([name, parameters]) => [
    name,
    () => msToAnswer(bench, name, `health/providers?${parameters}`),
  ])
  const times = await timesInTurn(bench, Object.fromEntries(questions))
  return times.map(
    ({ name, p95Ms }): Figure => ({
      name: `${ledger}: health, ${name}, p95`,
      value: p95Ms,
      unit: "ms",
      limit: { of: "value", most: MOST_MS },
    }),
  )
}
