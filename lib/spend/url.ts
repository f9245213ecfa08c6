import { RANGE_PRESETS, type RangePreset } from "@/lib/time"
import { formatFilter, parseDimension, parseFilter } from "./filter"
import { METRICS, type Metric } from "./metric"
import { type Dimension, type Filter, INTERVALS, type Interval } from "./schema"

export type RangeChoice =
  | { kind: "preset"; preset: RangePreset }
  /** Local dates or instants as they stand in the address, half-open. */
  | { kind: "custom"; from: string; to: string }

export const COMPARES = ["none", "previous", "month", "year"] as const
/** A period by its rule, or by its own two ends: `2026-09-01..2026-10-01`, or two instants in UTC, half-open. */
export type Compare = (typeof COMPARES)[number] | `${string}..${string}`

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/

/** The ends of a comparison chosen by hand; null for one by rule, and for text that names no two dates or instants. */
export function customCompare(compare: string): { from: string; to: string } | null {
  const [from = "", to = "", ...more] = compare.split("..")
  const areEnds = [DATE, INSTANT].some((end) => end.test(from) && end.test(to))
  return more.length === 0 && areEnds && from < to ? { from, to } : null
}

/** Undefined for text that names no comparison. */
export function parseCompare(text: string | undefined): Compare | undefined {
  if (text === undefined) return undefined
  const custom = customCompare(text)
  return custom ? `${custom.from}..${custom.to}` : oneOf(COMPARES, text)
}

/** What the bar of a page says; the address holds exactly this. */
export interface View {
  range: RangeChoice
  compare: Compare
  groupBy: Dimension[]
  filters: Filter[]
  /** Null: chosen by the length of the range. */
  interval: Interval | null
  as: "chart" | "table"
  metric: Metric
  /** Buckets hold the sum from the range's start to their end. */
  running: boolean
}

export const DEFAULT_VIEW: View = {
  range: { kind: "preset", preset: "mtd" },
  compare: "previous",
  groupBy: ["team"],
  filters: [],
  interval: null,
  as: "chart",
  metric: "billed",
  running: false,
}

/** The parameters that a view owns; a page keeps its own beside them. */
export const VIEW_PARAMS = [
  "range",
  "from",
  "to",
  "compare",
  "group_by",
  "filter",
  "interval",
  "as",
  "metric",
  "running",
] as const
export type ViewParam = (typeof VIEW_PARAMS)[number]

/** Parameters that go along when somebody moves to another page. */
export const SHARED_PARAMS: readonly ViewParam[] = ["range", "from", "to", "compare", "filter"]

export type SearchParams = URLSearchParams | Record<string, string | readonly string[] | undefined>

export const MAX_GROUP_BY = 2
const MAX_FILTERS = 20
const TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.{0,20})?$/

function all(params: SearchParams, name: ViewParam): string[] {
  if (params instanceof URLSearchParams) return params.getAll(name)
  const value = params[name]
  return value === undefined ? [] : typeof value === "string" ? [value] : [...value]
}

function oneOf<T extends string>(allowed: readonly T[], text: string | undefined): T | undefined {
  return allowed.find((value) => value === text)
}

export interface ParsedView extends View {
  /** Parameters that said nothing this page knows and were passed over, as `name=value`. */
  ignored: string[]
}

function parseRange(
  params: SearchParams,
  ignore: (name: ViewParam, value: string) => void,
): RangeChoice | null {
  const [from, to, name] = (["from", "to", "range"] as const).map((key) => all(params, key)[0])
  const preset = oneOf(RANGE_PRESETS, name)
  if (name !== undefined && !preset) ignore("range", name)
  if (preset) return { kind: "preset", preset }
  if (from === undefined && to === undefined) return null
  if (from && to && TIME.test(from) && TIME.test(to)) return { kind: "custom", from, to }
  ignore("from", `${from ?? ""}&to=${to ?? ""}`)
  return null
}

/** Reads an address. Never throws: what it does not know falls back to `defaults` and is named in `ignored`. */
export function parseView(params: SearchParams, defaults: View = DEFAULT_VIEW): ParsedView {
  const ignored: string[] = []
  const ignore = (name: ViewParam, value: string) => ignored.push(`${name}=${value}`)
  const choice = <T extends string>(name: ViewParam, allowed: readonly T[]): T | undefined => {
    const text = all(params, name)[0]
    const value = oneOf(allowed, text)
    if (text !== undefined && value === undefined) ignore(name, text)
    return value
  }
  const compareText = all(params, "compare")[0]
  const compare = parseCompare(compareText)
  if (compareText !== undefined && compare === undefined) ignore("compare", compareText)
  const filters: Filter[] = []
  for (const text of all(params, "filter")) {
    const filter = filters.length < MAX_FILTERS ? parseFilter(text) : null
    if (filter) filters.push(filter)
    else ignore("filter", text)
  }
  const groupText = all(params, "group_by")[0]
  const groupBy: Dimension[] = []
  for (const text of groupText ? groupText.split(",") : []) {
    const dimension = parseDimension(text)
    if (dimension && !groupBy.includes(dimension) && groupBy.length < MAX_GROUP_BY) groupBy.push(dimension)
    else ignore("group_by", text)
  }
  return {
    range: parseRange(params, ignore) ?? defaults.range,
    compare: compare ?? defaults.compare,
    groupBy: groupBy.length > 0 ? groupBy : defaults.groupBy,
    filters,
    interval: choice("interval", INTERVALS) ?? defaults.interval,
    as: choice("as", ["chart", "table"] as const) ?? defaults.as,
    metric: choice("metric", METRICS) ?? defaults.metric,
    running: choice("running", ["on"] as const) === "on" || defaults.running,
    ignored,
  }
}

function sameRange(a: RangeChoice, b: RangeChoice): boolean {
  return a.kind === "preset"
    ? b.kind === "preset" && a.preset === b.preset
    : b.kind === "custom" && a.from === b.from && a.to === b.to
}

/** Each parameter of a view; null where it says what `defaults` say anyway. */
export function viewParams(view: View, defaults: View = DEFAULT_VIEW): Record<ViewParam, string[] | null> {
  const { range, compare, groupBy, filters, interval, as, metric, running } = view
  const plain = sameRange(range, defaults.range)
  const custom = range.kind === "custom" && !plain ? range : null
  const groups = groupBy.join(",")
  return {
    range: range.kind === "preset" && !plain ? [range.preset] : null,
    from: custom ? [custom.from] : null,
    to: custom ? [custom.to] : null,
    compare: compare === defaults.compare ? null : [compare],
    group_by: groups === defaults.groupBy.join(",") ? null : [groups],
    filter: filters.length > 0 ? filters.map(formatFilter) : null,
    interval: interval === null || interval === defaults.interval ? null : [interval],
    as: as === defaults.as ? null : [as],
    metric: metric === defaults.metric ? null : [metric],
    running: running === defaults.running ? null : ["on"],
  }
}

/** The address of a view, without `?`, defaults left out, always in the same order. */
export function formatView(view: View, defaults: View = DEFAULT_VIEW): string {
  const search = new URLSearchParams()
  for (const [name, values] of Object.entries(viewParams(view, defaults))) {
    for (const value of values ?? []) search.append(name, value)
  }
  return search.toString()
}

/** `path?…` of a view; `extra` are a page's own parameters. */
export function viewHref(path: string, view: View, defaults: View = DEFAULT_VIEW, extra = ""): string {
  const query = [formatView(view, defaults), extra].filter(Boolean).join("&")
  return query ? `${path}?${query}` : path
}

/** The view with one more filter; an equal one is not added twice. */
export function withFilter(view: View, filter: Filter): View {
  const text = formatFilter(filter)
  const present = view.filters.some((other) => formatFilter(other) === text)
  return present ? view : { ...view, filters: [...view.filters, filter] }
}
