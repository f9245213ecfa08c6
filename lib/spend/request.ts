import "server-only"
import type * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { addUnits, bucketStarts, parseLocalOrInstant, zonedStart } from "@/lib/time"
import type { spendQuerySchema } from "./api-schema"
import type { Filter, Interval, SpendQuery } from "./schema"

interface RangeAsked {
  from?: string | undefined
  to?: string | undefined
  filter: Filter[]
}

const HOUR_MS = 3_600_000
const MOST_BUCKETS = 800
const MOST_HOURS_MS = 15 * 24 * HOUR_MS

/** The instants and filters of a request; local dates are the organisation's. */
export async function rangeOfRequest(
  scope: Scope,
  { from, to, filter }: RangeAsked,
): Promise<{ from: Date; to: Date; filters: Filter[]; zone: string }> {
  const { zone } = await getOrganisation(scope)
  const now = new Date()
  const start = from === undefined ? zonedStart(now, "month", zone) : parseLocalOrInstant(from, zone)
  const end =
    to === undefined ? addUnits(zonedStart(now, "day", zone), "day", 1, zone) : parseLocalOrInstant(to, zone)
  if (start >= end) {
    throw new AppError("invalid", "from must be before to.", {
      errors: [{ pointer: "from", detail: `${start.toISOString()} is not before ${end.toISOString()}.` }],
    })
  }
  return { from: start, to: end, filters: filter, zone }
}

/** Hours up to two days, days up to a quarter, then weeks and months. */
export function usualInterval(from: Date, to: Date): Interval {
  const days = (to.getTime() - from.getTime()) / (24 * HOUR_MS)
  if (days <= 2.1) return "hour"
  if (days <= 100) return "day"
  return days <= 400 ? "week" : "month"
}

export async function spendOfRequest(
  scope: Scope,
  asked: z.output<typeof spendQuerySchema>,
): Promise<SpendQuery> {
  const { from, to, filters, zone } = await rangeOfRequest(scope, asked)
  const interval = asked.interval ?? usualInterval(from, to)
  const tooMany =
    interval === "hour"
      ? to.getTime() - from.getTime() > MOST_HOURS_MS
      : bucketStarts(from, to, interval, zone).length > MOST_BUCKETS
  if (tooMany) {
    throw new AppError("invalid", `The range is too long for the interval ${interval}.`, {
      errors: [{ pointer: "interval", detail: "Hours reach over 15 days, other buckets up to 800." }],
    })
  }
  return {
    from,
    to,
    interval,
    groupBy: asked.group_by ?? [],
    filters,
    limit: asked.limit,
    compare: asked.compare,
  }
}
