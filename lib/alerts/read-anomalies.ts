import "server-only"
import { listAnomalies } from "@/lib/anomalies/queries"
import type { Anomaly } from "@/lib/anomalies/schema"
import { getOrganisation } from "@/lib/auth/organisation"
import { formatMoney } from "@/lib/money-format"
import { formatDate, formatMinutes, formatRange } from "@/lib/time-format"
import type { Reader, Reading } from "./readings"
import { shortened } from "./shortened"
import { yieldingMap } from "./yielding-map"

const MOST = 500
const DAY_MS = 86_400_000
/** One that ended before it was found is told of all the same, if it is as new. */
const NEW_MS = 2 * 3_600_000

function readingOf(anomaly: Anomaly, zone: string, currency: string): Reading {
  const { dimension, value, from, to, actual, expected, impact, culprits } = anomaly
  const what = dimension === "total" ? "All spend" : `${dimension} ${value ?? "Unattributed"}`
  const start = new Date(from)
  const range = formatRange(start, new Date(to), zone)
  const [culprit] = culprits
  return {
    // One that goes on is found anew every hour with another end.
    entity: `${what}, since ${formatDate(start, zone)} ${formatMinutes(start, zone)}`,
    value: Number(impact),
    said: `${formatMoney(actual, currency)}, where ${formatMoney(expected, currency)} was expected.`,
    facts: [
      { name: "When", value: range },
      { name: "Beyond", value: formatMoney(impact, currency) },
      ...(culprit
        ? [
            {
              name: "Moved most",
              value: shortened(`${culprit.dimension} ${culprit.value ?? "Unattributed"}`, 400),
            },
          ]
        : []),
    ],
  }
}

function isThere({ state, to, from, found_at }: Anomaly, at: Date, live: boolean): boolean {
  if (state === "withdrawn") return false
  if (live) return state === "open" || at.getTime() - Date.parse(found_at) < NEW_MS
  return Date.parse(from) < at.getTime() && at.getTime() <= Date.parse(to) + 3_600_000
}

/** Anomalies that are open, or were found just now; of the past those of that hour. */
export const readAnomalies: Reader<"anomaly"> = async (scope, _rule, instants) => {
  const { zone } = await getOrganisation(scope)
  const first = instants[0]
  if (!first) return []
  const from = new Date(first.getTime() - 8 * DAY_MS).toISOString()
  const { anomalies, currency } = await listAnomalies(scope, { from, limit: MOST })
  const live = instants.length === 1
  return yieldingMap(instants, (at) =>
    anomalies.filter((each) => isThere(each, at, live)).map((each) => readingOf(each, zone, currency)),
  )
}
