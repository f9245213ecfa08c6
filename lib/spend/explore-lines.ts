import { add, formatDecimal, parseDecimal, splitLargestRemainder, toPico } from "@/lib/money"
import { exploreHref, narrowed } from "./drill"
import type { Dimension, Measures, SpendAnswer } from "./schema"
import { type SpendLine, type SpendLines, toSpendLines } from "./spend-lines"
import { addMeasures } from "./top"
import type { View } from "./url"

/** A row with the rows of the second level that it is the sum of; none where there is one level. */
export interface ExploreLine extends SpendLine {
  within: SpendLine[]
}

export interface ExploreLines extends Omit<SpendLines, "lines" | "total"> {
  lines: ExploreLine[]
  total: ExploreLine
}

type Group = SpendAnswer["groups"][number]
type Point = SpendAnswer["series"][number]

function minusMeasures(whole: Measures, part: Measures): Measures {
  const less = (a: string, b: string) => {
    const { digits, scale } = parseDecimal(b)
    return formatDecimal(add(parseDecimal(a), { digits: -digits, scale }))
  }
  const { tokens: t, unpriced: u } = part
  return {
    billed: less(whole.billed, part.billed),
    list: less(whole.list, part.list),
    computed: less(whole.computed, part.computed),
    reported: null,
    requests: whole.requests - part.requests,
    calls: whole.calls - part.calls,
    errors: whole.errors - part.errors,
    tokens: {
      input_uncached: whole.tokens.input_uncached - t.input_uncached,
      cache_read: whole.tokens.cache_read - t.cache_read,
      cache_write: whole.tokens.cache_write - t.cache_write,
      output: whole.tokens.output - t.output,
      reasoning: whole.tokens.reasoning - t.reasoning,
    },
    unpriced: { calls: whole.unpriced.calls - u.calls, tokens: whole.unpriced.tokens - u.tokens },
  }
}

function isNothing({ billed, list, calls }: Measures): boolean {
  const isZero = (amount: string) => parseDecimal(amount).digits === 0n
  return calls === 0 && isZero(billed) && isZero(list)
}

/** What `parts` leave of `whole`; null where they are all of it. */
function remainder(whole: Measures | null, parts: readonly Measures[]): Measures | null {
  if (!whole) return null
  const [first, ...rest] = parts
  const left = first ? minusMeasures(whole, rest.reduce<Measures>(addMeasures, first)) : whole
  return isNothing(left) ? null : left
}

interface Levels {
  /** By the first dimension alone. */
  outer: SpendAnswer
  /** By both; a part of the pairs at least. */
  inner: SpendAnswer
  dimensions: readonly [Dimension, Dimension]
}

/** One value of the first dimension, answered by the second: its pairs, and what they leave of it as Other. */
function answerWithin(
  { outer, inner, dimensions: [first] }: Levels,
  group: Group,
): Pick<SpendAnswer, "groups" | "series" | "other" | "compare" | "total" | "unpriced"> {
  const value = group.key[first] ?? null
  const isOwn = ({ key }: Pick<Group, "key">) => first in key && (key[first] ?? null) === value
  const groups = inner.groups.filter(isOwn)
  const past = outer.compare?.groups.find(isOwn) ?? null
  const pastGroups = inner.compare?.groups.filter(isOwn) ?? []
  const left = remainder(group, groups)
  return {
    total: group,
    groups,
    series: inner.series.filter((point: Point) => !point.other && isOwn(point)),
    // How many pairs share the remainder is not told apart by the answer.
    other: left && { count: 0, ...left },
    unpriced: { calls: 0, tokens: 0 },
    compare: outer.compare && {
      range: outer.compare.range,
      total: past ?? zeroOf(group),
      groups: pastGroups,
      other: remainder(past, pastGroups),
    },
  }
}

function zeroOf(measures: Measures): Measures {
  return minusMeasures(measures, measures)
}

/** Shares of the second level sum to their row's; null where a part is negative or the row has none. */
function withShares(lines: readonly SpendLine[], whole: number | null): SpendLine[] {
  const weights = lines.map((line) => toPico(parseDecimal(line.billed ?? "0")))
  const parts =
    whole === null ||
    whole < 0 ||
    weights.some((weight) => weight < 0n) ||
    weights.every((weight) => weight === 0n)
      ? []
      : splitLargestRemainder(BigInt(whole), weights)
  return lines.map((line, at) => ({ ...line, share: parts[at] === undefined ? null : Number(parts[at]) }))
}

export interface ExploreOptions {
  view: View
  now: Date
}

/**
 * The table of Explore: the first dimension's rows with their totals and, where the view has a second, what
 * each is made of. Rows of the second level add up to their row, rows of the first to the total.
 */
export function toExploreLines(
  outer: SpendAnswer,
  inner: SpendAnswer | null,
  { view, now }: ExploreOptions,
): ExploreLines {
  const [dimension = "team", second] = view.groupBy
  const options = { dimension, view, now, here: exploreHref, movesOn: second === undefined }
  const table = toSpendLines(outer, options)
  const within = (line: SpendLine): SpendLine[] => {
    if (!inner || !second || (line.kind !== "entity" && line.kind !== "unattributed")) return []
    const value = line.kind === "entity" ? line.name : null
    const group = outer.groups.find(({ key }) => (key[dimension] ?? null) === value)
    if (!group) return []
    const own = answerWithin({ outer, inner, dimensions: [dimension, second] }, group)
    const lines = toSpendLines(
      { ...inner, ...own },
      {
        ...{ dimension: second, view: narrowed(view, dimension, value), now, here: exploreHref },
        ...{ movesOn: true, within: line.cents },
      },
    ).lines.map((each) => ({
      ...each,
      id: `${line.id} ${each.id}`,
      ...(each.kind === "other" ? { name: "Others", href: null, eventsHref: null } : {}),
    }))
    return withShares(lines, line.share)
  }
  return {
    ...table,
    lines: table.lines.map((line) => ({ ...line, within: within(line) })),
    total: { ...table.total, within: [] },
  }
}
