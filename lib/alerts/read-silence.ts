import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { listSources } from "@/lib/sources/queries"
import { labelsOf } from "@/lib/spend/labels"
import type { Filter } from "@/lib/spend/schema"
import { addUnits, zonedStart } from "@/lib/time"
import { formatDuration, formatInstant } from "@/lib/time-format"
import type { Reader, Reading } from "./readings"
import { spendByEntity } from "./spend-by-entity"
import { yieldingMap } from "./yielding-map"

const MINUTE_MS = 60_000

function readingOf(entity: string, heard: Date | null, at: Date, zone: string): Reading {
  if (heard === null) return { entity, value: null, said: "It never sent anything.", facts: [] }
  const ms = Math.max(0, at.getTime() - heard.getTime())
  return {
    entity,
    value: ms / MINUTE_MS,
    said: `Last heard of ${formatDuration(ms)} ago.`,
    facts: [{ name: "Last event", value: formatInstant(heard, zone) }],
  }
}

/** When the calls of each source began last, by the hour, before each instant: what the ledger knows of the past. */
async function heardBefore(scope: Scope, instants: readonly Date[], zone: string) {
  const [first, last] = [instants[0], instants.at(-1)]
  if (!first || !last) return () => null
  const from = addUnits(zonedStart(first, "hour", zone), "hour", -24 * 30, zone)
  const { entities } = await spendByEntity(scope, {
    ...{ from, to: last, interval: "hour", filters: [], each: "source" },
  })
  return (source: string, at: Date): Date | null => {
    const hour = entities.get(source)?.lastBefore(at) ?? null
    // The last minute of an hour with calls: the cubes tell no closer.
    return hour === null ? null : new Date(Math.min(hour + 3_600_000, at.getTime()))
  }
}

/** The sources that can send and that the rule is about: all that do where it names none. */
async function watched(scope: Scope, filters: readonly Filter[]) {
  const [sources, labels] = await Promise.all([listSources(scope), labelsOf(scope, ["source"])])
  const named = filters.map(labels.named)
  return sources.filter(
    ({ name, keys }) =>
      keys > 0 && named.every(({ operator, values }) => values.includes(name) === (operator === "=")),
  )
}

/** How long sources that can send have been silent: of now by what was heard, of the past by the hours of calls. */
export const readSilence: Reader<"source_silent"> = async (scope, { filters }, instants) => {
  const { zone } = await getOrganisation(scope)
  const sources = await watched(scope, filters)
  if (instants.length === 1) {
    return instants.map((at) =>
      sources.map(({ name, last_event_at }) =>
        readingOf(name, last_event_at === null ? null : new Date(last_event_at), at, zone),
      ),
    )
  }
  const heard = await heardBefore(scope, instants, zone)
  return yieldingMap(instants, (at) => sources.map(({ name }) => readingOf(name, heard(name, at), at, zone)))
}
