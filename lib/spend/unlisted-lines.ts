import { formatCount, formatMoney } from "@/lib/money-format"
import type { ExploreLine, ExploreLines } from "./explore-lines"
import { UNATTRIBUTED } from "./filter"
import type { Dimension, GroupKey } from "./schema"
import type { SpendLine } from "./spend-lines"

/** What was billed for models that no list names: list amounts leave it out. */
export interface Unlisted {
  billed: string
  /** Largest first; null is Unattributed. */
  models: (string | null)[]
  /** Groups of the question that hold some of it. */
  keys: GroupKey[]
}

type Place = readonly [Dimension, string | null]

function holds({ keys }: Unlisted, places: readonly Place[]): boolean {
  return keys.some((key) => places.every(([dimension, value]) => (key[dimension] ?? null) === value))
}

/** At least: what has no list price would come on top. */
function atLeast<Line extends SpendLine>(line: Line): Line {
  return line.list === null ? line : { ...line, listText: `≥ ${line.listText}` }
}

const isNamed = ({ kind }: SpendLine) => kind === "entity" || kind === "unattributed"
const keyOf = ({ kind, name }: SpendLine) => (kind === "entity" ? name : null)

/** Lines whose list amounts say where they are not the whole: of a remainder it is told where any is missing. */
export function markUnlisted(
  table: ExploreLines,
  unlisted: Unlisted | null,
  [first, second]: readonly Dimension[],
): ExploreLines {
  if (!unlisted || first === undefined) return table
  const shown = table.lines.filter(isNamed).map(keyOf)
  const isInRest = unlisted.keys.some((key) => !shown.includes(key[first] ?? null))
  const mark = (line: ExploreLine): ExploreLine => {
    if (line.kind === "other") return isInRest ? atLeast(line) : line
    const place: Place = [first, keyOf(line)]
    if (!isNamed(line) || !holds(unlisted, [place])) return line
    const named = second === undefined ? [] : line.within.filter(isNamed).map(keyOf)
    const rest = unlisted.keys.some(
      (key) =>
        second !== undefined && (key[first] ?? null) === place[1] && !named.includes(key[second] ?? null),
    )
    const within = line.within.map((each) => {
      const holdsSome =
        second !== undefined && isNamed(each) ? holds(unlisted, [place, [second, keyOf(each)]]) : rest
      return holdsSome ? atLeast(each) : each
    })
    return { ...atLeast(line), within }
  }
  return { ...table, lines: table.lines.map(mark), total: atLeast(table.total) }
}

/** `List amounts leave out $12.00 that was billed for 2 models without a list price: house-1, house-2.` */
export function unlistedSentence({ billed, models }: Unlisted, currency: string): string {
  const names = models.slice(0, 3).map((model) => model ?? UNATTRIBUTED)
  const more = models.length > names.length ? ` and ${formatCount(models.length - names.length)} more` : ""
  const word = models.length === 1 ? "a model" : `${formatCount(models.length)} models`
  return `List amounts leave out ${formatMoney(billed, currency)} that was billed for ${word} without a list price: ${names.join(", ")}${more}.`
}
