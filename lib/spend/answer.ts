import type { Sums } from "./measures"
import { addSums, isNothing, noSums, toMeasures } from "./measures"
import type { Dimension, GroupKey, SpendAnswer } from "./schema"

/** One row of the statement, its keys already labelled. */
export interface SpendRow {
  bucket: Date | null
  key: (string | null)[]
  sums: Sums
  /** A remainder: what groups that have no row of their own add up to, and how many they are. */
  rest?: { groups: number }
}

interface Group {
  id: string
  key: GroupKey
  sums: Sums
}

function keyOf(groupBy: readonly Dimension[], values: readonly (string | null)[]): GroupKey {
  return Object.fromEntries(groupBy.map((dimension, i) => [dimension, values[i] ?? null]))
}

function groupId(row: SpendRow): string {
  return JSON.stringify(row.key)
}

function totalOf(rows: readonly SpendRow[]): Sums {
  const total = noSums()
  for (const row of rows) addSums(total, row.sums)
  return total
}

/** Largest billed first; equal amounts by name, so that an answer is the same each time. */
function rank(rows: readonly SpendRow[], groupBy: readonly Dimension[]): Group[] {
  const groups = new Map<string, Group>()
  for (const row of rows) {
    if (row.rest) continue
    const id = groupId(row)
    const group = groups.get(id)
    if (group) addSums(group.sums, row.sums)
    else groups.set(id, { id, key: keyOf(groupBy, row.key), sums: { ...row.sums } })
  }
  return [...groups.values()]
    .filter((group) => !isNothing(group.sums))
    .sort((a, b) => {
      if (a.sums.billed_pico !== b.sums.billed_pico) return a.sums.billed_pico > b.sums.billed_pico ? -1 : 1
      return a.id < b.id ? -1 : 1
    })
}

function sumOf(groups: readonly Group[]): Sums {
  const sums = noSums()
  for (const group of groups) addSums(sums, group.sums)
  return sums
}

interface Cell {
  place: number
  key: GroupKey
  sums: Sums
}

/** By bucket and the place of the group, the remainder last; a group without a place is part of it. */
function cellsOf(rows: readonly SpendRow[], shown: readonly Group[]): Map<number, Cell[]> {
  const places = new Map(shown.map(({ id }, place) => [id, place]))
  const buckets = new Map<number, Cell[]>()
  for (const row of rows) {
    if (!row.bucket) continue
    const at = row.bucket.getTime()
    const cells = buckets.get(at) ?? []
    if (cells.length === 0) buckets.set(at, cells)
    const place = (row.rest ? undefined : places.get(groupId(row))) ?? shown.length
    const cell = cells[place]
    // With holes where a group has nothing: there is no order left to find afterwards.
    if (cell) addSums(cell.sums, row.sums)
    else cells[place] = { place, key: shown[place]?.key ?? {}, sums: { ...row.sums } }
  }
  return buckets
}

function seriesOf(rows: readonly SpendRow[], shown: readonly Group[]): SpendAnswer["series"] {
  return [...cellsOf(rows, shown)]
    .sort(([a], [b]) => a - b)
    .flatMap(([at, cells]) => {
      const bucket = new Date(at).toISOString()
      return cells
        .filter((cell) => !isNothing(cell.sums))
        .map(({ place, key, sums }) => ({
          bucket,
          key,
          ...(place === shown.length ? { other: true as const } : {}),
          ...toMeasures(sums),
        }))
    })
}

/** Ranks, cuts to `limit` and folds the rest into `other`; every part sums to the total exactly. */
export function partsOf(
  rows: readonly SpendRow[],
  groupBy: readonly Dimension[],
  limit: number,
): Pick<SpendAnswer, "total" | "groups" | "series" | "other" | "unpriced"> {
  const groups = rank(rows, groupBy)
  const shown = groupBy.length === 0 ? groups : groups.slice(0, limit)
  const folded = groups.slice(shown.length)
  const rest = rows.filter((row) => row.rest)
  const besides = totalOf(rest)
  addSums(besides, sumOf(folded))
  const unnamed = Math.max(0, ...rest.map((row) => row.rest?.groups ?? 0))
  const sums = sumOf(shown)
  addSums(sums, besides)
  const total = toMeasures(sums)
  return {
    total,
    groups: groupBy.length === 0 ? [] : shown.map(({ key, sums }) => ({ key, ...toMeasures(sums) })),
    series: seriesOf(rows, shown),
    other: isNothing(besides) ? null : { count: folded.length + unnamed, ...toMeasures(besides) },
    unpriced: total.unpriced,
  }
}

/** The comparison range by the groups that the answer shows; what they do not cover is its `other`. */
export function comparisonOf(
  rows: readonly SpendRow[],
  groupBy: readonly Dimension[],
  shown: readonly GroupKey[],
): Omit<NonNullable<SpendAnswer["compare"]>, "range"> {
  const ids = new Set(shown.map((key) => JSON.stringify(groupBy.map((dimension) => key[dimension] ?? null))))
  const groups = rank(rows, groupBy)
  const rest = sumOf(groups.filter((group) => !ids.has(group.id)))
  addSums(rest, totalOf(rows.filter((row) => row.rest)))
  return {
    total: toMeasures(totalOf(rows)),
    groups: groups
      .filter((group) => ids.has(group.id))
      .map(({ key, sums }) => ({ key, ...toMeasures(sums) })),
    other: groupBy.length === 0 || isNothing(rest) ? null : toMeasures(rest),
  }
}
