import type { Figure } from "./figures"
import type { Bench } from "./ingest"
import { type QueryTimes, timesInTurn } from "./queries"
import { signInAt } from "./session"

/** What a person does on Explore from one view to the next, and the address each step leads to. */
export const EXPLORE: Readonly<Record<string, string>> = {
  "the last 30 days by team": "range=30d",
  "grouped by model": "range=30d&group_by=model",
  "grouped by team and model": "range=30d&group_by=team,model",
  "grouped by feature and model, one environment":
    "range=30d&group_by=feature,model&filter=environment%3Dproduction",
  "one row chosen": "range=30d&group_by=agent&filter=feature%3Dfeature-3",
  "a filter by part of a name": "range=30d&group_by=feature&filter=feature~ture-1",
  "another metric": "range=30d&group_by=model&metric=per_request",
  "as running totals": "range=30d&group_by=team&running=on",
  "a period earlier": "range=last_month&group_by=team&compare=previous",
  "a year by month": "range=12m&group_by=provider&interval=month",
  "a day by hour": "range=24h&group_by=feature&interval=hour",
  "largest users": "range=30d&group_by=user",
  "one user by feature": "range=30d&group_by=feature&filter=user%3Duser-77",
  "every row of a long table": "range=30d&group_by=user&rows=1000&as=table",
}

const CHANGE: Readonly<Record<string, string>> = {
  "this month against the last, by team": "range=mtd&compare=previous&group_by=team",
  "30 days against the 30 before, by feature": "range=30d&compare=previous&group_by=feature",
  "30 days against the 30 before, by user": "range=30d&compare=previous&group_by=user",
  "last month by model, one environment":
    "range=last_month&compare=previous&group_by=model&filter=environment%3Dproduction",
}

const HEALTH: Readonly<Record<string, string>> = {
  "the last 24 hours": "",
  "by model": "by=model",
  "30 days": "range=30d",
  "one route chosen": "provider=openai&route=direct",
  "one provider": "filter=provider%3Dopenai",
}

/** What the browser fetches on a click: the page's new contents, whole, as the server sends them. */
async function msOfStep(bench: Bench, cookie: string, address: string): Promise<number> {
  const start = performance.now()
  const response = await fetch(`${bench.url}${address}`, { headers: { cookie, rsc: "1" } })
  const text = await response.text()
  const ms = performance.now() - start
  if (response.status !== 200 || text.includes("Sign in to Tollgate"))
    throw new Error(`${address}: ${response.status} ${text.slice(0, 300)}`)
  // A section that gave up, or refused the question, was not answered in any time.
  if (text.includes("could not be read") || text.includes("which takes too long"))
    return Number.POSITIVE_INFINITY
  return ms
}

function figuresOf(page: string, times: readonly QueryTimes[], most: number): Figure[] {
  return [
    ...times.map(
      ({ name, p95Ms }): Figure => ({
        name: `${page}: ${name}, p95`,
        value: p95Ms,
        unit: "ms",
        limit: { of: "value", most },
      }),
    ),
    {
      name: `${page}: any of these for the first time, slowest`,
      value: Math.max(...times.map(({ firstMs }) => firstMs)),
      unit: "ms",
    },
  ]
}

/** The steps of Explore and of why spend changed, on the server, at a person's own session. */
export async function screenFigures(
  bench: Bench,
  owner: { email: string; password: string },
  ledger: string,
): Promise<Figure[]> {
  const cookie = await signInAt(bench.url, owner)
  const steps = (page: string, addresses: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(addresses).map(([name, query]) => [
        name,
        () => msOfStep(bench, cookie, `${page}?${query}`),
      ]),
    )
  const explore = await timesInTurn(bench, steps("/explore", EXPLORE))
  const change = await timesInTurn(bench, steps("/change", CHANGE))
  const health = await timesInTurn(bench, steps("/health", HEALTH))
  return [
    ...figuresOf(`${ledger}: Explore`, explore, 150),
    ...figuresOf(`${ledger}: why it changed`, change, 300),
    // A page is a dozen panels, each of which is asked by itself below.
    ...figuresOf(`${ledger}: Health`, health, 600),
  ]
}
