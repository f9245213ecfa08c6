import { mintScope, type Scope } from "@/lib/auth/scope"
import { connections } from "@/lib/db/client"
import { listEvents } from "@/lib/spend/events"
import { spend } from "@/lib/spend/queries"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { type Figure, median } from "./figures"

const DAY = 86_400_000
const HOUR = 3_600_000
const ROUNDS = 30

type Question = (scope: Scope) => Promise<unknown>

/** Whole hours, as screens ask: the running hour holds all that the bench has just sent, as no hour of a ledger does. */
function endOfHour(): Date {
  return new Date(Math.ceil(Date.now() / HOUR) * HOUR)
}

function bySpend(
  days: number,
  groupBy: Dimension[],
  filters: Filter[] = [],
  interval: "day" | "hour" = "day",
) {
  return (scope: Scope) => {
    const to = endOfHour()
    const from = new Date(to.getTime() - days * DAY)
    return spend(scope, { from, to, interval, groupBy, filters, limit: 8, comparison: null })
  }
}

const ONE_USER: Filter[] = [{ dimension: "user", operator: "=", values: ["user-77"] }]
const TEAM: Filter[] = [{ dimension: "team", operator: "=", values: ["team-3"] }]

const QUESTIONS: Readonly<Record<string, Question>> = {
  "30 days, day × model": bySpend(30, ["model"]),
  "30 days, feature × model of one team": bySpend(30, ["feature", "model"], TEAM),
  "48 hours, hour × feature": bySpend(2, ["feature"], [], "hour"),
  "80 days, hour × environment, the oldest without hours of their own": bySpend(
    80,
    ["environment"],
    [],
    "hour",
  ),
  "30 days, largest users": bySpend(30, ["user"]),
  "one user, 30 days by feature": bySpend(30, ["feature"], ONE_USER),
  "a page of events": (scope) => {
    const to = new Date()
    return listEvents(scope, { from: new Date(to.getTime() - 7 * DAY), to, filters: TEAM, limit: 50 })
  },
}

async function msOf(question: Question, scope: Scope): Promise<number> {
  const start = performance.now()
  await question(scope)
  return performance.now() - start
}

/** Medians of one question with the wall and without, asked in turn so that neither side owns the caches. */
async function bothWays(question: Question, scope: Scope) {
  const kept = connections()
  const times = { with: [] as number[], without: [] as number[] }
  for (let round = -5; round < ROUNDS; round += 1) {
    for (const side of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
      kept.wall = Promise.resolve(side === "with")
      const ms = await msOf(question, scope)
      if (round >= 0) times[side].push(ms)
    }
  }
  delete kept.wall
  return { with: median(times.with), without: median(times.without) }
}

function figure(name: string, value: number, without: number): Figure {
  const baseline = { name: "without it", value: without }
  return { name: `behind the second wall: ${name}`, value, unit: "ms", baseline, ratio: value / without }
}

/** What row-level security costs: the same questions with it and without, in this process. */
export async function wallFigures(orgId: number): Promise<Figure[]> {
  const scope = mintScope(orgId, { kind: "system", job: "bench" })
  const figures: Figure[] = []
  const sums = { with: 0, without: 0 }
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const medians = await bothWays(question, scope)
    figures.push(figure(`${name}, median`, medians.with, medians.without))
    sums.with += medians.with
    sums.without += medians.without
  }
  const all = figure("all of these together", sums.with, sums.without)
  return [...figures, { ...all, limit: { of: "ratio", most: 1.1 } }]
}
