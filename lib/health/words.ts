import { divideHalfEven, picoToString } from "@/lib/money"
import { formatCount, formatMoney } from "@/lib/money-format"
import { localDate } from "@/lib/time"
import { formatDay, formatMinutes } from "@/lib/time-format"
import { failedCostWords } from "./failed-cost"
import { availabilityOf } from "./fault"
import { isOfPart } from "./incident"
import type { Incident } from "./incidents"
import type { HealthRow } from "./queries"
import { formatAvailability, OBJECTIVE } from "./series"

/** `deepseek direct`. */
export function pathName({ provider, model, route }: HealthRow["key"]): string {
  return [provider, model, route].filter((part) => part !== null).join(" ")
}

/** `09:12`, with its day where that is another. */
export function sinceWords(from: Date, now: Date, zone: string): string {
  const time = formatMinutes(from, zone)
  return localDate(from, zone) === localDate(now, zone) ? time : `${formatDay(from, zone)}, ${time}`
}

/** What failed attempts cost, in tenths of a percent of all that was billed; null where nothing was. */
export function failedTenths({ failedPico, billedPico }: HealthRow["tally"]): number | null {
  return billedPico > 0n ? Number(divideHalfEven(failedPico * 1_000n, billedPico)) : null
}

/** What fallbacks cost beyond the path that failed; null where nothing was rescued. */
export function extraWords(
  { rescued, extraPico, extraUnknown }: HealthRow["fates"],
  currency: string,
): string | null {
  const known = rescued - extraUnknown
  if (rescued === 0) return null
  if (known === 0) return "What fallbacks cost beyond the path that failed is not known: a price is missing."
  const amount = formatMoney(picoToString(extraPico < 0n ? -extraPico : extraPico), currency)
  const course = extraPico < 0n ? `${amount} less` : `${amount} more`
  const rest = extraUnknown > 0 ? ` Of ${formatCount(extraUnknown)} others it is not known.` : ""
  return `The answers elsewhere of ${formatCount(known)} rescued requests cost ${course} than the same tokens would have on the path that failed.${rest}`
}

interface Facts {
  rows: readonly HealthRow[]
  open: readonly Incident[]
  currency: string
  zone: string
  now: Date
}

/** Who fails now and who is degraded in the window, in a sentence or two, and what became of it. */
export function healthSentence({ rows, open, currency, zone, now }: Facts): {
  answer: string
  details: string | null
} {
  const isOpen = ({ key }: HealthRow) => open.some((each) => isOfPart(each, key))
  const degraded = rows.filter(
    (row) => !isOpen(row) && row.availability !== null && row.availability < OBJECTIVE,
  )
  const others = rows.filter((row) => !isOpen(row)).length - degraded.length
  const parts = [...open.map((each) => failingWords(each, now, zone)), ...degradedWords(degraded)]
  const calm = parts.length === 0 ? allWords(rows.length) : othersWords(others)
  return { answer: [...parts, calm].filter(Boolean).join(" "), details: detailsOf(open, currency) }
}

function allWords(routes: number): string {
  return routes === 1
    ? "The one route is within its limits."
    : `All ${formatCount(routes)} routes are within their limits.`
}

function othersWords(others: number): string {
  if (others === 0) return ""
  return others === 1
    ? "The other one is within its limits."
    : `The other ${formatCount(others)} are within their limits.`
}

function failingWords(
  { provider, route, model, from, errorClass, figures }: Incident,
  now: Date,
  zone: string,
): string {
  const since = `${pathName({ provider, model, route })} has been failing since ${sinceWords(from, now, zone)}`
  const share = figures && availabilityOf(figures.calls - figures.faults, figures.faults)
  const how = errorClass ? `, mostly ${errorClass}` : ""
  return share == null ? `${since}${how}.` : `${since}: ${failedShare(1 - share)} of calls${how}.`
}

function failedShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

const NAMED = 3

function degradedWords(rows: readonly HealthRow[]): string[] {
  if (rows.length === 0) return []
  if (rows.length > NAMED) return [`${formatCount(rows.length)} routes are degraded.`]
  return rows.map(
    (row) => `${pathName(row.key)} is degraded: ${formatAvailability(row.availability)} available.`,
  )
}

/** What became of the requests that open incidents hit, and what their failed attempts cost. */
function detailsOf(open: readonly Incident[], currency: string): string | null {
  const told = open.flatMap(({ figures }) => figures ?? [])
  if (told.length === 0) return null
  const sum = (pick: (each: (typeof told)[number]) => number) =>
    told.reduce((total, each) => total + pick(each), 0)
  const [failed, rescued, retried, lost] = [
    sum((each) => each.requestsFailed),
    sum((each) => each.rescued),
    sum((each) => each.retried),
    sum((each) => each.lost),
  ]
  const cost = {
    failedPico: told.reduce((total, each) => total + each.failedPico, 0n),
    failedUnpriced: sum((each) => each.failedUnpriced ?? 0),
  }
  const requests =
    failed === 0
      ? "The failed calls name no request, so that nothing is known of what came of them."
      : `${formatCount(rescued)} of ${formatCount(failed)} failed requests were rescued elsewhere, ${formatCount(retried)} answered there after all, ${formatCount(lost)} reached users as errors.`
  return `${requests} ${failedCostWords(cost, formatMoney(picoToString(cost.failedPico), currency))}`
}
