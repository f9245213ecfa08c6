import "server-only"
import type * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { addUnits, exceedsBuckets, type RangePreset, type TimeRange, zonedStart } from "@/lib/time"
import type { changeQuerySchema, spendQuerySchema } from "./api-schema"
import { autoInterval, comparisonRange, parseEnd, resolveRange } from "./range"
import type { ChangeQuery, Filter, SpendQuery } from "./schema"
import type { RangeChoice } from "./url"

interface RangeAsked {
  from?: string | undefined
  to?: string | undefined
  filter: Filter[]
}

const HOUR_MS = 3_600_000
const MOST_BUCKETS = 800
const MOST_HOURS_MS = 15 * 24 * HOUR_MS
/** Groups times buckets of one answer: the usual limit fits over the most buckets. */
const MOST_CELLS = 80_000

/** The instants and filters of a request; local dates are the organisation's. */
export async function rangeOfRequest(
  scope: Scope,
  { from, to, filter }: RangeAsked,
): Promise<{ from: Date; to: Date; filters: Filter[]; zone: string; now: Date }> {
  const { zone } = await getOrganisation(scope)
  const now = new Date()
  const start = from === undefined ? zonedStart(now, "month", zone) : parseEnd("from", from, zone)
  const end =
    to === undefined ? addUnits(zonedStart(now, "day", zone), "day", 1, zone) : parseEnd("to", to, zone)
  if (start >= end) {
    throw new AppError("invalid", "from must be before to.", {
      errors: [{ pointer: "from", detail: `${start.toISOString()} is not before ${end.toISOString()}.` }],
    })
  }
  return { from: start, to: end, filters: filter, zone, now }
}

export async function spendOfRequest(
  scope: Scope,
  asked: z.output<typeof spendQuerySchema>,
): Promise<SpendQuery> {
  const { from, to, filters, zone, now } = await rangeOfRequest(scope, asked)
  const range = { from, to, unfinished: now > from && now < to }
  const interval = asked.interval ?? autoInterval(range)
  const choice: RangeChoice =
    asked.from === undefined && asked.to === undefined
      ? { kind: "preset", preset: "mtd" }
      : { kind: "custom", from: from.toISOString(), to: to.toISOString() }
  const tooMany =
    interval === "hour"
      ? to.getTime() - from.getTime() > MOST_HOURS_MS
      : exceedsBuckets(from, to, interval, zone, MOST_BUCKETS)
  if (tooMany) {
    throw new AppError("invalid", `The range is too long for the interval ${interval}.`, {
      errors: [{ pointer: "interval", detail: "Hours reach over 15 days, other buckets up to 800." }],
    })
  }
  if (asked.group_by?.length && exceedsBuckets(from, to, interval, zone, MOST_CELLS / asked.limit)) {
    const detail = `At most ${MOST_CELLS.toLocaleString("en")} groups times buckets: ask for a smaller limit or a longer interval.`
    throw new AppError("invalid", `A limit of ${asked.limit} is too many for this range by ${interval}.`, {
      errors: ["limit", "interval"].map((pointer) => ({ pointer, detail })),
    })
  }
  return {
    from,
    to,
    interval,
    groupBy: asked.group_by ?? [],
    filters,
    limit: asked.limit,
    comparison: comparisonRange(choice, range, asked.compare, now, zone),
    users: asked.users,
  }
}

/** A range by its name, or from `from` to `to`; this month so far without either. */
export async function namedRange(
  scope: Scope,
  asked: Omit<RangeAsked, "filter"> & { range?: RangePreset | undefined },
): Promise<TimeRange> {
  if (asked.range === undefined) {
    const { from, to, now } = await rangeOfRequest(scope, { ...asked, filter: [] })
    return { from, to, unfinished: now > from && now < to }
  }
  const { zone, fiscalStart } = await getOrganisation(scope)
  return resolveRange({ kind: "preset", preset: asked.range }, new Date(), zone, fiscalStart)
}

/** The two periods and the dimension of a request; `range` by its name wins over `from` and `to`. */
export async function changeOfRequest(
  scope: Scope,
  asked: z.output<typeof changeQuerySchema>,
): Promise<ChangeQuery> {
  const { from, to, filters, zone, now } = await rangeOfRequest(scope, asked)
  const isPlain = asked.from === undefined && asked.to === undefined
  const preset = asked.range ?? (isPlain ? "mtd" : null)
  const choice: RangeChoice = preset
    ? { kind: "preset", preset }
    : { kind: "custom", from: from.toISOString(), to: to.toISOString() }
  const { fiscalStart } = await getOrganisation(scope)
  const range = resolveRange(choice, now, zone, fiscalStart)
  const comparison = comparisonRange(choice, range, asked.compare, now, zone)
  if (!comparison) throw new AppError("invalid", "compare names no period.")
  return { range, comparison, dimension: asked.group_by, filters, limit: asked.limit }
}
