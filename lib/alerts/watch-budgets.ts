import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { allBudgets } from "@/lib/budgets/queries"
import { cutOf } from "@/lib/budgets/rows"
import { watchPool } from "@/lib/db/client"
import { type Connection, transaction } from "@/lib/db/query"
import { log } from "@/lib/log"
import { getPriceBook } from "@/lib/pricing/queries"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { isForecast, outlookCrossings } from "./budget-outlook"
import { crossingWords } from "./crossing-words"
import { type Crossing, crossingKey, type Known, type Look, spentCrossings } from "./crossings"
import { entityText } from "./entity"
import { mutedAt } from "./mutes"
import { endTurn, takeTurn } from "./outlook-turns"
import { periodsDue } from "./periods-due"
import { recordAlert, recordedKeys } from "./record"
import { resolveEnded } from "./resolve"
import { hasPassed, underWatch, type Watched } from "./watched"

/** Periods that have ended, and limits that change with time alone, are looked at so often. */
const WIDE_MS = 30_000
/** Forecasts move with the day, not with each call. */
const OUTLOOK_MS = 600_000
/** So many budgets of an organisation are forecast in one turn, and no further one once it has lasted so long. */
const MOST_AHEAD = 50
const TURN_MS = 3_000
/** One transaction records so many crossings: those that wait for it are told the sooner. */
const AT_ONCE = 50

/** For the alerts' own questions of the ledger: they cover all teams. */
export function watcher(orgId: number): Scope {
  return mintScope(orgId, { kind: "system", job: "alerts" })
}

interface Budgets extends Known {
  looks: (since: Date | null, reach: "running" | "wide") => Look[]
}

async function budgetsOf(scope: Scope, now: Date): Promise<Budgets> {
  const [organisation, book, budgets] = await Promise.all([
    getOrganisation(scope),
    getPriceBook(scope),
    allBudgets(scope.orgId),
  ])
  const { zone, fiscalStart } = organisation
  return {
    organisation,
    book,
    looks: (since, reach) =>
      budgets.flatMap((budget) => {
        const due = periodsDue(cutOf(budget), { now, since, changedAt: budget.changed_at }, zone, fiscalStart)
        return due.slice(0, reach === "wide" ? undefined : 1).map((period) => ({ ...period, budget }))
      }),
  }
}

/** Records the crossings that are new, the first of many. Returns whether all are recorded now. */
async function record(
  on: Connection,
  scope: Scope,
  found: readonly Crossing[],
  { organisation: { zone, currency }, now }: Known & { now: Date },
): Promise<boolean> {
  const keyed = found.map((crossing) => ({ crossing, key: crossingKey(crossing, zone) }))
  const known = await recordedKeys(
    on,
    scope.orgId,
    keyed.map(({ key }) => key),
  )
  const fresh = keyed.filter(({ key }) => !known.has(key))
  const isMuted = await mutedAt(on, scope.orgId, now)
  for (const { crossing, key } of fresh.slice(0, AT_ONCE)) {
    const { budget, period, entity, measure, threshold } = crossing
    const origin = { budget: budget.id }
    await recordAlert(
      on,
      scope,
      {
        ...{ key, origin, kind: "budget", name: budget.name, period, measure, threshold },
        entity: entityText(entity),
        filters: budget.filters,
        said: crossingWords(crossing, { currency, zone }),
        notify: budget.notify,
        muted: isMuted(origin),
      },
      now,
    )
  }
  return fresh.length <= AT_ONCE
}

/** Looks at what is spent. What was noted as seen is older than what is asked, so that nothing falls between. */
async function lookAtSpend({ org_id, now_seen }: Watched, now: Date): Promise<void> {
  const scope = watcher(org_id)
  await underWatch(org_id, "spend", async (on, last) => {
    const wide = hasPassed(last.at, now, WIDE_MS)
    if (!wide && last.seen === now_seen) return null
    const budgets = await budgetsOf(scope, now)
    const looks = budgets.looks(last.at, wide ? "wide" : "running")
    const done = await record(on, scope, await spentCrossings(scope, looks, budgets), { ...budgets, now })
    if (!done) return null
    if (wide) await resolveEnded(on, scope, now)
    return { seen: now_seen, at: wide ? now : last.at }
  })
}

/** Makes the forecasts of one budget, and records what is new of them in transactions of their own. */
async function lookAheadAt(scope: Scope, look: Look, budgets: Budgets, now: Date): Promise<void> {
  try {
    const found = await outlookCrossings(scope, look, budgets)
    for (let done = found.length === 0; !done; ) {
      done = await transaction((on) => record(on, scope, found, { ...budgets, now }), watchPool())
    }
  } catch (err) {
    log.error({ err, orgId: scope.orgId, budget: look.budget.slug }, "A budget could not be forecast.")
  }
}

/**
 * Makes forecasts for as long as a turn lasts, outside of any transaction; the next turn goes on with the budget that
 * comes then. So one organisation keeps no other up, whatever it has of budgets.
 */
async function lookAhead({ org_id: orgId, now_seen: seen }: Watched, now: Date): Promise<void> {
  const scope = watcher(orgId)
  const turn = await takeTurn({ orgId, seen, now, againMs: OUTLOOK_MS })
  if (!turn) return
  let next = turn.next
  try {
    const budgets = await budgetsOf(scope, now)
    const due = budgets
      .looks(null, "running")
      .filter(({ budget }) => isForecast(budget) && budget.id >= (turn.next ?? 0))
      .sort((a, b) => a.budget.id - b.budget.id)
    const began = performance.now()
    let made = 0
    for (const look of due) {
      if (made >= MOST_AHEAD || (made > 0 && performance.now() - began > TURN_MS)) break
      await lookAheadAt(scope, look, budgets, now)
      made += 1
    }
    const left = due.slice(made)
    next = left[0]?.budget.id ?? null
    if (next !== null) {
      log.info(
        { orgId, made, left: left.map(({ budget }) => budget.slug) },
        "Forecasts of further budgets are left to the next turn.",
      )
    }
  } finally {
    await endTurn(orgId, next, now)
  }
}

/** Looks at the budgets of the organisations where charges or budgets changed, or time may have. */
export async function watchSpend(watched: readonly Watched[], now: Date): Promise<void> {
  const due = watched.filter(
    ({ seen, now_seen, wide_at }) => seen !== now_seen || hasPassed(wide_at, now, WIDE_MS),
  )
  await eachOrganisation(due, "Budgets could not be looked at for alerts", (each) => lookAtSpend(each, now))
}

/** The same for thresholds on the forecast. */
export async function watchOutlooks(watched: readonly Watched[], now: Date): Promise<void> {
  const due = watched.filter(
    ({ outlook_seen, now_seen, outlook_at }) =>
      outlook_seen !== now_seen || hasPassed(outlook_at, now, OUTLOOK_MS),
  )
  await eachOrganisation(due, "Forecasts could not be looked at for alerts", (each) => lookAhead(each, now))
}
