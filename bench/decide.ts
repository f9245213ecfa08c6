import { type Figure, quantile } from "./figures"
import type { Bench } from "./ingest"
import { msToAnswer } from "./queries"

const ROUNDS = 10
/** An answer beside a field that is being changed. */
const MOST_MS = 400

const VIEWS: Readonly<Record<string, string>> = {
  "30 days by family": "window=30d",
  "90 days by family": "window=90d",
  "30 days by feature": "window=30d&scope=feature",
}

/** How fast gateway or direct is answered: at first, and while an assumption is tried. */
export async function decideFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  const ask = (name: string, parameters: string) => msToAnswer(bench, name, `decision?${parameters}`)
  const figures: Figure[] = []
  for (const [name, parameters] of Object.entries(VIEWS)) {
    const first = await ask(name, parameters)
    const tried: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      tried.push(await ask(name, `${parameters}&assume=direct_hours:${20 + round}`))
    }
    figures.push(
      { name: `${ledger}: decide, ${name}, at first`, value: first, unit: "ms" },
      {
        name: `${ledger}: decide, ${name}, an assumption tried, p95`,
        value: quantile(tried, 0.95),
        unit: "ms",
        limit: { of: "value", most: MOST_MS },
      },
    )
  }
  return figures
}
